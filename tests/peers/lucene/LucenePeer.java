// Real Lucene 8 beside the engine: gives the tokens of texts, or the best ten documents of queries.
//
//   java -cp JARS LucenePeer tokens [--stop WORD]     texts -> for each its tokens
//   java -cp JARS LucenePeer rank [--k1 NUMBER]       documents, queries -> for each query its hits
//
// --stop adds a stop word and --k1 changes BM25's k1: with them the answers have to differ from the engine's.
// Standard input and output are little-endian: a list is its count (int32) and its items; a text is a list of UTF-16
// units, so that lone surrogates pass; a token is position, start, end (int32) and its text; a hit is the number of the
// document (int32) and its score (float32).

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

public final class LucenePeer {
    private static final String FIELD = "text";
    private static final int TOP = 10;
    private static final float B = 0.75f;

    private static final ByteBuffer IN = readAll();
    private static final DataOutputStream OUT = new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));

    private record Token(String text, int position, int start, int end) {}

    public static void main(String[] args) throws IOException {
        if (args.length == 1 || args.length == 3) {
            switch (args[0]) {
                case "tokens" -> tokens(args.length == 3 && args[1].equals("--stop") ? args[2] : null);
                case "rank" -> rank(args.length == 3 && args[1].equals("--k1") ? Float.parseFloat(args[2]) : 1.2f);
                default -> throw new IllegalArgumentException(args[0]);
            }

            OUT.flush();
            return;
        }

        throw new IllegalArgumentException("tokens [--stop WORD] or rank [--k1 NUMBER]");
    }

    private static void tokens(String stopWord) throws IOException {
        CharArraySet stopWords = CharArraySet.copy(EnglishAnalyzer.getDefaultStopSet());
        if (stopWord != null) stopWords.add(stopWord);
        Analyzer analyzer = new EnglishAnalyzer(stopWords);
        for (int texts = IN.getInt(); texts > 0; texts--) {
            List<Token> terms = analyse(analyzer, readText());
            writeInt(terms.size());
            for (Token term : terms) {
                writeInt(term.position);
                writeInt(term.start);
                writeInt(term.end);
                writeInt(term.text.length());
                for (int i = 0; i < term.text.length(); i++) OUT.writeShort(Short.reverseBytes((short) term.text.charAt(i)));
            }
        }
    }

    private static void rank(float k1) throws IOException {
        Analyzer analyzer = new EnglishAnalyzer();
        BM25Similarity similarity = new BM25Similarity(k1, B);
        Directory directory = new ByteBuffersDirectory();
        IndexWriterConfig config = new IndexWriterConfig(analyzer).setSimilarity(similarity).setRAMBufferSizeMB(256);
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (int documents = IN.getInt(); documents > 0; documents--) {
                Document document = new Document();
                document.add(new TextField(FIELD, readText(), Field.Store.NO));
                writer.addDocument(document);
            }

            // One segment: the numbers of the documents are then the order of their addition.
            writer.forceMerge(1);
        }

        BooleanQuery.setMaxClauseCount(Integer.MAX_VALUE);
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setSimilarity(similarity);
            for (int queries = IN.getInt(); queries > 0; queries--) {
                BooleanQuery.Builder query = new BooleanQuery.Builder();
                for (Token term : analyse(analyzer, readText())) query.add(new TermQuery(new Term(FIELD, term.text)), Occur.SHOULD);
                ScoreDoc[] hits = searcher.search(query.build(), TOP).scoreDocs;
                writeInt(hits.length);
                for (ScoreDoc hit : hits) {
                    writeInt(hit.doc);
                    writeInt(Float.floatToIntBits(hit.score));
                }
            }
        }
    }

    private static List<Token> analyse(Analyzer analyzer, String text) throws IOException {
        List<Token> terms = new ArrayList<>();
        try (TokenStream stream = analyzer.tokenStream(FIELD, text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
            PositionIncrementAttribute increment = stream.addAttribute(PositionIncrementAttribute.class);
            int position = -1;
            stream.reset();
            while (stream.incrementToken()) {
                position += increment.getPositionIncrement();
                terms.add(new Token(term.toString(), position, offset.startOffset(), offset.endOffset()));
            }

            stream.end();
        }

        return terms;
    }

    private static ByteBuffer readAll() {
        try {
            return ByteBuffer.wrap(System.in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException fault) {
            throw new ExceptionInInitializerError(fault);
        }
    }

    private static String readText() {
        char[] units = new char[IN.getInt()];
        for (int i = 0; i < units.length; i++) units[i] = IN.getChar();
        return new String(units);
    }

    private static void writeInt(int value) throws IOException {
        OUT.writeInt(Integer.reverseBytes(value));
    }
}
