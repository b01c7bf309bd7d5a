// Writes src/Chatbot.Search/Analysis/WordBreakTables.cs: the class of every code point and the automaton of the word rules.
//
//   java -cp JARS WordBreakTables >../../../src/Chatbot.Search/Analysis/WordBreakTables.cs
//
// Source of the classes: observation. Every code point is put into a few short texts that only one class of Unicode 9.0's
// Word_Break, Line_Break and Script properties (and of the emoji data of Unicode 11) cuts in its way, and the cuts of
// Lucene 8's StandardTokenizer are read off through its public interface. Source of the rules: UAX #29 and UTS #51, in the
// form that StandardTokenizer documents, written down here as expressions over those classes.

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

public final class WordBreakTables {
    /** Each class by a member of it; the order is the numbering. */
    private static final Map<String, Integer> MEMBERS = new LinkedHashMap<>();

    static {
        Object[] members = {
            "Other", 0x20, "Letter", 'a', "Hebrew", 0x05D0, "Katakana", 0x30A2, "Numeric", '1',
            "Single", 0x4E00, "Joiner", '_', "MidLetter", ':', "MidNum", ',', "MidNumLet", '.', "SingleQuote", '\'',
            "DoubleQuote", '"', "Extend", 0x0300, "Zwj", 0x200D, "TextSelector", 0xFE0E, "EmojiSelector", 0xFE0F, "KeyCap", 0x20E3,
            "KeyCapSign", '#', "Regional", 0x1F1E6, "Emoji", 0x1F600, "EmojiBase", 0x1F44D, "EmojiModifier", 0x1F3FB,
            "EmojiLetter", 0x2139, "TagSpec", 0xE0061, "TagTerm", 0xE007F, "Complex", 0x0E01, "ComplexExtend", 0x0E31,
        };
        for (int i = 0; i < members.length; i += 2) {
            Object member = members[i + 1];
            MEMBERS.put((String) members[i], member instanceof Character c ? (int) c : (Integer) member);
        }
    }

    private static final List<String> CLASSES = List.copyOf(MEMBERS.keySet());

    /** Texts around a code point; between them they tell the classes apart. */
    private static final String[][] CONTEXTS = {
        {"", ""}, {"a", "a"}, {"1", "1"}, {"_", ""}, {"a", ""}, {"\u05D0", ""}, {"\u05D0", "\u05D0"}, {"\u30A2", "\u30A2"}, {"\u4E00", ""},
        {"\u0E01", "\u0E01"}, {"\uAC00", "\uAC00"}, {"", "\u20E3"}, {"1", ""}, {"1", "\u20E3"}, {"\uD83C\uDDE6", ""}, {"\uD83D\uDE00", ""},
        {"\uD83D\uDE00\u200D", ""}, {"", "\uD83C\uDFFB"}, {"\uD83D\uDE00", "\uDB40\uDC7F"}, {"\uD83D\uDE00\uDB40\uDC61", ""},
        {"\uD83D\uDE00", "\uD83D\uDE00"}, {"\u200D", ""}, {"\uD83D\uDC4D", "\uD83C\uDFFB"}, {"\u3042", ""}, {"1", "\uFE0F\u20E3"},
        {"", "_"}, {"", "'"}, {"", "\"\u05D0"}, {"\u0E31", ""}, {"\uD83D\uDE00\u200D", "\u200D\uD83D\uDE00"}, {"_", "1"}, {"\uD83D\uDE00\uDB40\uDC61", "\uDB40\uDC7F"},
        {"", "\u200D\uD83D\uDE00"}, {"\uD83D\uDE00\uFE0F", ""}, {"\uD83D\uDE00\uFE0F", "\uDB40\uDC7F"},
        {"\uD83D\uDE00\uFE0F\uDB40\uDC61", ""}, {"#", "\u20E3"}, {"#\uFE0F", ""}, {"#", ""}, {"", "\uFE0F\u20E3"}, {"1", ",1"}, {"\u30A2", "a"},
    };

    public static void main(String[] args) throws IOException {
        byte[] classes = observe();
        int[][] automaton = determinise(rules());
        write(classes, automaton);
    }

    // ---- The classes, observed.

    private static byte[] observe() throws IOException {
        StandardTokenizer tokenizer = new StandardTokenizer();
        OffsetAttribute offset = tokenizer.addAttribute(OffsetAttribute.class);
        Map<List<Integer>, Integer> known = new HashMap<>();
        for (String name : CLASSES) {
            Integer before = known.put(signature(tokenizer, offset, MEMBERS.get(name)), CLASSES.indexOf(name));
            if (before != null) throw new IllegalStateException("The contexts do not tell " + name + " from " + CLASSES.get(before));
        }

        byte[] classes = new byte[Character.MAX_CODE_POINT + 1];
        for (int code = 0; code < classes.length; code++) {
            // A high surrogate would join what follows it; lone surrogates are in no class.
            if (code >= 0xD800 && code <= 0xDFFF) continue;
            Integer found = known.get(signature(tokenizer, offset, code));
            if (found == null) throw new IllegalStateException("A class without a name: " + Integer.toHexString(code));
            classes[code] = found.byteValue();
        }

        return classes;
    }

    /** Where the tokens begin and end in every context, counted from the code point so that its width does not matter. */
    private static List<Integer> signature(StandardTokenizer tokenizer, OffsetAttribute offset, int code) throws IOException {
        int width = Character.charCount(code);
        List<Integer> cuts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (String[] context : CONTEXTS) {
            text.setLength(0);
            int at = context[0].length();
            tokenizer.setReader(new StringReader(text.append(context[0]).appendCodePoint(code).append(context[1]).toString()));
            tokenizer.reset();
            while (tokenizer.incrementToken()) {
                for (int cut : new int[] {offset.startOffset(), offset.endOffset()}) cuts.add(cut <= at ? cut : cut - width + 1);
            }

            tokenizer.end();
            tokenizer.close();
            cuts.add(-1);
        }

        return cuts;
    }

    // ---- The rules, as expressions.

    /** An automaton with free steps: state -> (class or FREE -> states). */
    private static final int FREE = -1;
    private static final List<Map<Integer, List<Integer>>> STEPS = new ArrayList<>();

    private record Part(int from, int to) {}

    private static int state() {
        STEPS.add(new HashMap<>());
        return STEPS.size() - 1;
    }

    private static void step(int from, int by, int to) {
        STEPS.get(from).computeIfAbsent(by, key -> new ArrayList<>()).add(to);
    }

    /** Builds a fresh copy of an expression each time, because a part of an automaton can stand in one place only. */
    private interface Expression {
        Part build();
    }

    private static Expression any(String... names) {
        return () -> {
            Part part = new Part(state(), state());
            for (String name : names) step(part.from, CLASSES.indexOf(name), part.to);
            return part;
        };
    }

    private static Expression sequence(Expression... parts) {
        return () -> {
            Part whole = parts[0].build();
            for (int i = 1; i < parts.length; i++) {
                Part next = parts[i].build();
                step(whole.to, FREE, next.from);
                whole = new Part(whole.from, next.to);
            }

            return whole;
        };
    }

    private static Expression either(Expression... parts) {
        return () -> {
            Part whole = new Part(state(), state());
            for (Expression expression : parts) {
                Part part = expression.build();
                step(whole.from, FREE, part.from);
                step(part.to, FREE, whole.to);
            }

            return whole;
        };
    }

    private static Expression many(Expression expression) {
        return () -> {
            Part part = expression.build();
            Part whole = new Part(state(), state());
            step(whole.from, FREE, part.from);
            step(whole.from, FREE, whole.to);
            step(part.to, FREE, part.from);
            step(part.to, FREE, whole.to);
            return whole;
        };
    }

    private static Expression optional(Expression expression) {
        return either(expression, sequence(many(any())));
    }

    private static Part rules() {
        // WB4: what extends a character belongs to it. Selectors of emoji presentation are held back inside emoji.
        Expression extendInEmoji = many(any("Extend", "Zwj", "KeyCap", "TagSpec", "TagTerm", "ComplexExtend"));
        Expression extend = many(any("Extend", "Zwj", "KeyCap", "TagSpec", "TagTerm", "ComplexExtend", "TextSelector", "EmojiSelector"));
        Expression letter = sequence(any("Letter", "Hebrew", "EmojiLetter"), extend);
        Expression hebrew = sequence(any("Hebrew"), extend);
        Expression numeric = sequence(any("Numeric"), extend);
        Expression katakana = sequence(any("Katakana"), extend);
        Expression joiner = sequence(any("Joiner"), extend);
        Expression singleQuote = sequence(any("SingleQuote"), extend);
        Expression doubleQuote = sequence(any("DoubleQuote"), extend);
        Expression betweenLetters = sequence(any("MidLetter", "MidNumLet", "SingleQuote"), extend);
        Expression betweenDigits = sequence(any("MidNum", "MidNumLet", "SingleQuote"), extend);

        // WB5 to WB13: letters and digits hold together, across one mark between two of a kind; so do Katakana; joiners join all.
        Expression letters = sequence(letter, many(sequence(either(many(joiner), betweenLetters), letter)));
        Expression digits = sequence(numeric, many(sequence(either(many(joiner), betweenDigits), numeric)));
        Expression hebrewQuote = sequence(hebrew, either(singleQuote, sequence(doubleQuote, hebrew)));
        Expression alphanumeric = either(hebrewQuote, digits, letters);
        Expression run = either(sequence(katakana, many(sequence(many(joiner), katakana))), sequence(alphanumeric, many(alphanumeric)));
        Expression word = sequence(many(joiner), run, many(sequence(joiner, many(joiner), run)), many(joiner));

        // UTS #51: an emoji with its presentation or skin tone, several of them joined, a flag of tags, a key cap, a flag.
        Expression plain = sequence(many(any("Zwj")), any("Emoji", "EmojiBase", "EmojiLetter"), extendInEmoji, optional(any("EmojiSelector")));
        Expression modified = sequence(
            optional(sequence(many(any("Zwj")), any("EmojiBase"), extendInEmoji)), any("EmojiModifier"), extendInEmoji);
        Expression emoji = either(plain, modified);
        Expression emojis = sequence(
            emoji, either(many(sequence(any("Zwj"), emoji)), sequence(any("TagSpec"), many(any("TagSpec")), any("TagTerm"))));
        Expression keyCap = sequence(
            any("KeyCapSign"), extendInEmoji, optional(any("EmojiSelector")), any("KeyCap"), extendInEmoji);
        Expression regional = sequence(any("Regional"), extend);

        // South-East Asian scripts stay in one piece; ideographs and Hiragana stand alone.
        Expression complex = sequence(any("Complex", "ComplexExtend"), extend);
        return either(
            word, emojis, keyCap, sequence(regional, regional), sequence(complex, many(complex)),
            sequence(any("Single"), extend)).build();
    }

    // ---- From expressions to the smallest table.

    /** Rows of next states, then 1 for an accepting state. Row 0 is the end of a match, row 1 the start. */
    private static int[][] determinise(Part rules) {
        List<BitSet> sets = new ArrayList<>(List.of(new BitSet(), closure(rules.from)));
        List<int[]> rows = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            int[] row = new int[CLASSES.size() + 1];
            for (int by = 0; by < CLASSES.size(); by++) {
                BitSet next = new BitSet();
                int key = by;
                sets.get(i).stream().forEach(s -> STEPS.get(s).getOrDefault(key, List.of()).forEach(to -> next.or(closure(to))));
                int at = sets.indexOf(next);
                if (at < 0) {
                    at = sets.size();
                    sets.add(next);
                }

                row[by] = at;
            }

            row[CLASSES.size()] = sets.get(i).get(rules.to) ? 1 : 0;
            rows.add(row);
        }

        return minimise(rows.toArray(int[][]::new));
    }

    private static BitSet closure(int state) {
        BitSet found = new BitSet();
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(state));
        while (!open.isEmpty()) {
            int next = open.pop();
            if (found.get(next)) continue;
            found.set(next);
            open.addAll(STEPS.get(next).getOrDefault(FREE, List.of()));
        }

        return found;
    }

    /** Puts states into one group until all of a group go to the same groups; states that do not accept come first. */
    private static int[][] minimise(int[][] rows) {
        int columns = CLASSES.size();
        int[] group = new int[rows.length];
        for (int i = 0; i < rows.length; i++) group[i] = rows[i][columns];
        for (int count = 0; ; ) {
            Map<List<Integer>, Integer> groups = new LinkedHashMap<>();
            int[] next = new int[rows.length];
            for (int i = 0; i < rows.length; i++) {
                List<Integer> key = new ArrayList<>(List.of(group[i]));
                for (int c = 0; c < columns; c++) key.add(group[rows[i][c]]);
                next[i] = groups.computeIfAbsent(key, k -> groups.size());
            }

            group = next;
            if (groups.size() == count) break;
            count = groups.size();
        }

        // Renumbered: the end, the start, the others that do not accept, those that do.
        Map<Integer, Integer> order = new LinkedHashMap<>();
        for (int accepting = 0; accepting <= 1; accepting++) {
            for (int i = 0; i < rows.length; i++) {
                if (rows[i][columns] == accepting) order.putIfAbsent(group[i], order.size());
            }
        }

        int[][] small = new int[order.size()][];
        for (int i = 0; i < rows.length; i++) {
            int[] row = Arrays.copyOf(rows[i], columns + 1);
            for (int c = 0; c < columns; c++) row[c] = order.get(group[row[c]]);
            small[order.get(group[i])] = row;
        }

        return small;
    }

    // ---- The C# file.

    private static void write(byte[] classes, int[][] automaton) {
        int columns = CLASSES.size();
        long waiting = Arrays.stream(automaton).filter(row -> row[columns] == 0).count();
        StringBuilder out = new StringBuilder();
        out.append("// Written by tests/peers/lucene/WordBreakTables.java; not to be edited by hand.\n");
        out.append("namespace Chatbot.Search;\n\n");
        out.append("/// <summary>\n/// Word rules of Lucene 8's StandardTokenizer (UAX #29 of Unicode 9.0, emoji of Unicode 11) as an automaton over classes of\n");
        out.append("/// code points. The classes were observed on that tokenizer, the automaton was built from the rules in the generator.\n/// </summary>\n");
        out.append("internal static class WordBreakTables\n{\n");
        out.append("    /// <summary>The state in which a match begins; state 0 is the end of one.</summary>\n    public const int Start = 1;\n\n");
        out.append("    /// <summary>States from this one on end a token.</summary>\n    public const int FirstAccepting = ").append(waiting).append(";\n\n");
        int letters = automaton[1][CLASSES.indexOf("Letter")];
        if (automaton[letters][CLASSES.indexOf("Letter")] != letters) throw new IllegalStateException("A second letter leaves the state of the first");
        out.append("    /// <summary>The state after a letter, and after all that follow it.</summary>\n    public const int Letters = ").append(letters).append(";\n\n");
        out.append("    /// <summary>The class of what is in no word.</summary>\n    public const int Other = 0;\n\n");
        out.append("    /// <summary>Entries a row of <see cref=\"Next\"/>: a power of two above the number of classes.</summary>\n    public const int RowLength = 32;\n\n");
        out.append("    // Classes: ");
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < columns; i++) {
            String name = i + " " + CLASSES.get(i) + (i + 1 < columns ? ", " : ".");
            if (names.length() - names.lastIndexOf("\n") + name.length() > 100) names.append("\n    // ");
            names.append(name);
        }

        out.append(names.toString().replace(" \n", "\n")).append("\n\n");
        out.append("    /// <summary>The state after a state and a class: entry state * RowLength + class.</summary>\n");
        out.append("    public static ReadOnlySpan<byte> Next =>\n    [\n");
        for (int[] row : automaton) {
            out.append("       ");
            for (int c = 0; c < 32; c++) out.append(' ').append(c < columns ? row[c] : 0).append(',');
            out.append('\n');
        }

        out.append("    ];\n\n");
        out.append("    /// <summary>Where a class begins, ascending: code point * 256 + class, up to the next entry's code point.</summary>\n");
        out.append("    public static ReadOnlySpan<uint> Ranges =>\n    [\n       ");
        int length = 0;
        for (int code = 0; code < classes.length; code++) {
            if (code > 0 && classes[code] == classes[code - 1]) continue;
            String entry = " 0x" + Integer.toHexString(code << 8 | classes[code]).toUpperCase() + ",";
            if (length + entry.length() > 190) {
                out.append("\n       ");
                length = 0;
            }

            out.append(entry);
            length += entry.length();
        }

        out.append("\n    ];\n}\n");
        System.out.print(out);
    }
}
