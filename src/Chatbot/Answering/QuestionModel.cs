using Chatbot.Knowledge;
using Chatbot.Search;
using Chatbot.Search.Encoding;
using Chatbot.Search.Learning;

namespace Chatbot.Answering;

/// <summary>How strongly a question asks for each class, and which questions of the knowledge are nearest to it.</summary>
/// <param name="Classes">By class; about 1 where the question clearly asks for it, about 0 where it does not.</param>
/// <param name="Nearest">The nearest answerable question, by place in <see cref="Library.Questions"/>; negative without any.</param>
/// <param name="Likeness">Its likeness, 0 to 1.</param>
/// <param name="UnanswerableLikeness">Likeness to the nearest question that nothing answers, 0 to 1.</param>
/// <param name="NearestNaming">By class the nearest question that names this fact first; negative without any.</param>
/// <param name="IsHurried">Words decided alone, because meaning was not ready or requests piled up.</param>
internal sealed record QuestionScores(float[] Classes, int Nearest, double Likeness, double UnanswerableLikeness, int[] NearestNaming, bool IsHurried);

/// <summary>
/// Scores a question against the questions of the knowledge, by the votes that training gave each of them. Questions that
/// training has not seen vote too: what the model lacks to their own answer.
/// </summary>
internal sealed class QuestionModel
{
    /// <summary>Share of meaning beside words; measured on the development questions (README of this room).</summary>
    private const float MeaningShare = 0.7f;

    /// <summary>A question of the knowledge this like the one asked leaves no doubt about what is meant, so meaning is not looked at.</summary>
    private const double CertainLikeness = 0.98;

    /// <summary>Without a model that covers the most of the questions, each votes for its own facts by this much.</summary>
    private const float Untrained = 0.5f;

    private const int MostNewTexts = 600;

    /// <summary>Three kilobytes each; a message has up to four texts.</summary>
    private const int MostRecent = 1000;

    private readonly IReadOnlyList<AskedText> _asked;
    private readonly int _answerable;
    private readonly int _standing;
    private readonly int[] _firstFacts;
    private readonly NearestTextIndex _index;
    private readonly TrainedVotes? _words;
    private readonly TrainedVotes? _meaning;
    private readonly ITextEncoder? _encoder;
    private readonly BackgroundVectors? _vectors;
    private readonly Func<int, bool> _busy;
    private readonly RecentTexts<QuestionScores> _recent = new(MostRecent);
    private TrainedVotes? _newWords;
    private int _working;
    private int[] _newTexts = [];

    /// <summary>Of this thread, since a turn is taken on one: what others leave out for haste says nothing of it.</summary>
    [ThreadStatic]
    private static long _hurriedHere;

    /// <param name="library">The questions, and the folder where their trained votes are.</param>
    /// <param name="encoder">Null for words alone.</param>
    /// <param name="vectors">Of <see cref="AskedText.Of(Library)"/>, in that order.</param>
    /// <param name="busy">
    /// From how many texts are worked out at the moment, whether words decide alone: an answer by words now is better than a
    /// long wait. Null is never busy.
    /// </param>
    public QuestionModel(Library library, ITextEncoder? encoder, BackgroundVectors? vectors, Func<int, bool>? busy = null)
    {
        _busy = busy ?? (_ => false);
        _asked = AskedText.Of(library);
        _answerable = library.Questions.Count;
        (_encoder, _vectors) = (encoder, vectors);
        Classes = QuestionClasses.Of(library);
        _standing = _answerable + library.Unanswerable.Count;
        _firstFacts = [.. library.Questions.Select(question => Classes.Number(question.Facts[0]))];
        var reading = Task.Run(() => library.Folder is { } folder ? ModelFile.Read(ModelFile.PathIn(folder)) : null);
        _index = IndexOf(_asked);
        if (reading.GetAwaiter().GetResult() is { } file)
        {
            var rows = file.Texts.Select((hash, i) => KeyValuePair.Create(hash, i)).DistinctBy(pair => pair.Key).ToDictionary();
            var texts = _asked.Select(asked => rows.GetValueOrDefault(ModelFile.HashOf(asked), -1)).ToArray();
            var numbers = file.Classes.Select((name, i) => KeyValuePair.Create(name, i)).ToDictionary(StringComparer.Ordinal);
            var classes = Classes.Names.Select(name => numbers.GetValueOrDefault(name, -1)).ToArray();
            (_words, _meaning) = (file.Words.Rearranged(texts, classes), file.Meaning.Rearranged(texts, classes));
            _newTexts = [.. Enumerable.Range(0, texts.Length).Where(i => texts[i] < 0)];
        }
        else
        {
            _newTexts = [.. Enumerable.Range(0, _asked.Count)];
        }

        LearnNew();
    }

    public QuestionClasses Classes { get; }

    /// <summary>How many questions the trained model does not know yet.</summary>
    public int NewTexts => _newTexts.Length;

    /// <summary>
    /// How many times on this thread words decided alone because meaning was not ready or requests piled up. Where it stands still
    /// over a turn, the same question gets the same reply.
    /// </summary>
    public static long HurriedHere => _hurriedHere;

    /// <summary>Meaning is not looked at just now: what was worked out by words alone before would be worked out the same way again.</summary>
    public bool Hurries => _encoder is not null && (_vectors?.Current is null || IsBusy);

    private bool IsBusy => _busy(Volatile.Read(ref _working));

    public static NearestTextIndex IndexOf(IReadOnlyList<AskedText> asked)
    {
        var builder = new NearestTextIndexBuilder();
        for (var i = 0; i < asked.Count; i++)
            builder.Add(asked[i].Text, i);
        return builder.Build();
    }

    /// <summary>What a text asks for; the same for the same text, but that meaning has no part in it while requests pile up.</summary>
    public QuestionScores Score(string text)
    {
        text = TreatmentName.Shorten(text);
        if (_recent.Find(text) is not { } scores || (scores.IsHurried && !Hurries))
            _recent.Keep(text, scores = WorkOut(text));
        if (scores.IsHurried)
            _hurriedHere++;
        return scores;
    }

    private QuestionScores WorkOut(string text)
    {
        Interlocked.Increment(ref _working);
        var likeness = ScratchArrays.Floats.Rent(_asked.Count);
        var rented = ScratchArrays.Floats.Rent(_asked.Count);
        try
        {
            _index.Likeness(text, likeness);
            var own = likeness.AsSpan(0, _asked.Count);
            var (nearest, unanswerable) = (Best(own[.._answerable]), Best(own[_answerable.._standing]));
            var (answerableLikeness, unanswerableLikeness) = (nearest < 0 ? 0 : own[nearest], unanswerable < 0 ? 0 : own[_answerable + unanswerable]);
            var scores = new float[Classes.Count];
            var near = rented.AsSpan(0, own.Length);
            own.CopyTo(near);
            Kernels.Words(near);
            AddWords(scores, near);
            var certain = Math.Max(answerableLikeness, unanswerableLikeness) >= CertainLikeness;
            var meant = !certain && AddMeaning(text, scores, near);
            if (!meant)
            {
                // So that what is enough evidence stays the same number.
                foreach (ref var score in scores.AsSpan())
                    score *= 1 + MeaningShare;
            }

            return new QuestionScores(scores, nearest, answerableLikeness, unanswerableLikeness, NearestNaming(near), IsHurried: !certain && !meant && _encoder is not null);
        }
        finally
        {
            ScratchArrays.Floats.Return(likeness);
            ScratchArrays.Floats.Return(rented);
            Interlocked.Decrement(ref _working);
        }
    }

    private void AddWords(float[] scores, ReadOnlySpan<float> near)
    {
        _words?.AddTo(scores, near);
        if (_newWords is null)
            return;
        Span<float> own = new float[_newTexts.Length];
        for (var i = 0; i < own.Length; i++)
            own[i] = near[_newTexts[i]];
        _newWords.AddTo(scores, own);
    }

    /// <returns>False when meaning had no part.</returns>
    private bool AddMeaning(string text, float[] scores, Span<float> near)
    {
        if (_encoder is null || _meaning is null || _vectors?.Current is not { } vectors || IsBusy)
            return false;
        var rented = ScratchArrays.Floats.Rent(vectors.Count);
        try
        {
            var cosines = rented.AsSpan(0, vectors.Count);
            vectors.Cosines(_encoder.Encode(text), cosines);
            Kernels.Meaning(cosines);
            for (var i = 0; i < cosines.Length; i++)
            {
                cosines[i] *= MeaningShare;
                near[i] += cosines[i];
            }

            _meaning.AddTo(scores, cosines);
            return true;
        }
        finally
        {
            ScratchArrays.Floats.Return(rented);
        }
    }

    /// <summary>One step of coordinate descent for each question that the model has not seen: then it scores about 1 for its own facts.</summary>
    private void LearnNew()
    {
        if (_newTexts.Length == 0)
            return;
        var votes = new float[_newTexts.Length * Classes.Count];
        var known = new float[Classes.Count];
        for (var i = 0; i < _newTexts.Length; i++)
        {
            var asked = _asked[_newTexts[i]];
            var own = votes.AsSpan(i * Classes.Count, Classes.Count);
            foreach (var number in Classes.Of(asked))
                own[number] = _newTexts.Length <= MostNewTexts ? 1 : Untrained;
            if (_newTexts.Length > MostNewTexts || _words is null)
                continue;
            Array.Clear(known);
            var near = new float[_asked.Count];
            _index.Likeness(asked.Text, near);
            Kernels.Words(near);
            AddWords(known, near);
            for (var c = 0; c < known.Length; c++)
                own[c] -= known[c];
        }

        _newWords = TrainedVotes.Of(votes, Classes.Count);
    }

    private int[] NearestNaming(ReadOnlySpan<float> near)
    {
        var nearest = new int[Classes.Count];
        Array.Fill(nearest, -1);
        for (var i = 0; i < _firstFacts.Length; i++)
        {
            if (_firstFacts[i] < 0)
                continue;
            ref var best = ref nearest[_firstFacts[i]];
            if (best < 0 || near[i] > near[best])
                best = i;
        }

        return nearest;
    }

    private static int Best(ReadOnlySpan<float> likeness)
    {
        var best = -1;
        for (var i = 0; i < likeness.Length; i++)
        {
            if (likeness[i] > (best < 0 ? 0 : likeness[best]))
                best = i;
        }

        return best;
    }
}
