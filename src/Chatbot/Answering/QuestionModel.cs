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
/// <param name="Near">How near each question of the knowledge is, in the order of <see cref="AskedText.Of(Library)"/>.</param>
internal sealed record QuestionScores(float[] Classes, int Nearest, double Likeness, double UnanswerableLikeness, float[] Near);

/// <summary>
/// Scores a question against the questions of the knowledge, by the votes that training gave each of them. Questions that
/// training has not seen vote too: what the model lacks to their own answer.
/// </summary>
internal sealed class QuestionModel
{
    /// <summary>Share of meaning beside words; measured on the development questions (README of this room).</summary>
    private const float MeaningShare = 0.7f;

    /// <summary>Without a model that covers the most of the questions, each votes for its own facts by this much.</summary>
    private const float Untrained = 0.5f;

    private const int MostNewTexts = 600;

    private readonly IReadOnlyList<AskedText> _asked;
    private readonly int _answerable;
    private readonly NearestTextIndex _index;
    private readonly TrainedVotes? _words;
    private readonly TrainedVotes? _meaning;
    private readonly ITextEncoder? _encoder;
    private readonly BackgroundVectors? _vectors;
    private TrainedVotes? _newWords;
    private int[] _newTexts = [];

    public QuestionModel(Library library, ITextEncoder? encoder, BackgroundVectors? vectors)
    {
        _asked = AskedText.Of(library);
        _answerable = library.Questions.Count;
        (_encoder, _vectors) = (encoder, vectors);
        Classes = QuestionClasses.Of(library);
        _index = IndexOf(_asked);
        if ((library.Folder is { } folder ? ModelFile.Read(ModelFile.PathIn(folder)) : null) is { } file)
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

    public static NearestTextIndex IndexOf(IReadOnlyList<AskedText> asked)
    {
        var builder = new NearestTextIndexBuilder();
        for (var i = 0; i < asked.Count; i++)
            builder.Add(asked[i].Text, i);
        return builder.Build();
    }

    public QuestionScores Score(string text)
    {
        var likeness = new float[_asked.Count];
        _index.Likeness(text, likeness);
        var scores = new float[Classes.Count];
        var near = Array.ConvertAll(likeness, Kernels.Words);
        for (var i = 0; i < near.Length; i++)
        {
            if (near[i] > 0)
                _words?.AddTo(scores, i, near[i]);
        }

        if (_newWords is not null)
        {
            for (var i = 0; i < _newTexts.Length; i++)
                _newWords.AddTo(scores, i, near[_newTexts[i]]);
        }

        AddMeaning(text, scores, near);
        var (nearest, unanswerable) = (Best(likeness, 0, _answerable), Best(likeness, _answerable, likeness.Length));
        return new QuestionScores(scores, nearest, nearest < 0 ? 0 : likeness[nearest], unanswerable < 0 ? 0 : likeness[unanswerable], near);
    }

    private void AddMeaning(string text, float[] scores, float[] near)
    {
        if (_encoder is null || _meaning is null || _vectors?.Current is not { } vectors)
            return;
        var cosines = new float[vectors.Count];
        vectors.Cosines(_encoder.Encode(text), cosines);
        for (var i = 0; i < cosines.Length; i++)
        {
            if (cosines[i] <= 0)
                continue;
            var share = MeaningShare * Kernels.Meaning(cosines[i]);
            near[i] += share;
            _meaning.AddTo(scores, i, share);
        }
    }

    /// <summary>One step of coordinate descent for each question that the model has not seen: then it scores about 1 for its own facts.</summary>
    private void LearnNew()
    {
        if (_newTexts.Length == 0)
            return;
        var votes = new float[_newTexts.Length * Classes.Count];
        for (var i = 0; i < _newTexts.Length; i++)
        {
            var asked = _asked[_newTexts[i]];
            var own = votes.AsSpan(i * Classes.Count, Classes.Count);
            foreach (var number in Classes.Of(asked))
                own[number] = _newTexts.Length <= MostNewTexts ? 1 : Untrained;
            if (_newTexts.Length > MostNewTexts || _words is null)
                continue;
            var known = Score(asked.Text).Classes;
            for (var c = 0; c < known.Length; c++)
                own[c] -= known[c];
        }

        _newWords = TrainedVotes.Of(votes, Classes.Count);
    }

    /// <summary>The nearest answerable question that names this fact first; failing that, the nearest one at all. Negative without any.</summary>
    public int NearestNaming(QuestionScores scores, string? fact)
    {
        var best = -1;
        for (var i = 0; i < _answerable && fact is not null; i++)
        {
            if (string.Equals(_asked[i].Facts[0], fact, StringComparison.Ordinal) && (best < 0 || scores.Near[i] > scores.Near[best]))
                best = i;
        }

        return best < 0 ? scores.Nearest : best;
    }

    private static int Best(float[] likeness, int from, int to)
    {
        var best = -1;
        for (var i = from; i < to; i++)
        {
            if (likeness[i] > (best < 0 ? 0 : likeness[best]))
                best = i;
        }

        return best;
    }
}
