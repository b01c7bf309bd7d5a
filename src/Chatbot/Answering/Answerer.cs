using Chatbot.Conversations;
using Chatbot.Knowledge;
using Chatbot.Triage;

namespace Chatbot.Answering;

/// <summary>
/// Decides what a question that may be answered gets: what the articles say, the clinic's own fact, or an honest "not in our
/// articles". It never writes a sentence of its own.
/// </summary>
internal sealed class Answerer
{
    private readonly Library _library;
    private readonly QuestionModel _model;
    private readonly AnswerIndex _index;
    private readonly ReplyWriter _writer;
    private readonly AnswerOdds _odds;

    public Answerer(Library library, QuestionModel model)
    {
        (_library, _model) = (library, model);
        _index = new AnswerIndex(library, model);
        _writer = new ReplyWriter(_index);
        _odds = AnswerOdds.Read(AnswerOdds.PathIn(library.Folder ?? "knowledge"));
    }

    /// <summary>How many questions the trained model does not know yet.</summary>
    public int NewTexts => _model.NewTexts;

    /// <inheritdoc cref="QuestionModel.Hurries"/>
    public bool Hurries => _model.Hurries;

    /// <summary>Search evidence for a question, also for <c>--explain</c> and evaluation.</summary>
    public Findings Find(ConversationState state, string text) => new Finder(_index, state).Find(text);

    /// <summary>The quotations that these findings lead to, whether or not they are enough; for fitting the decision.</summary>
    public IReadOnlyList<Quote> Quotes(Findings findings) => new Composer(_index).Compose(findings.Ranked);

    public TurnOutcome Answer(ConversationState state, string text, TriageVerdict verdict)
    {
        state = Before(state, text);
        return Answer(state, text, verdict, new Finder(_index, state));
    }

    /// <summary>What the conversation was about, unless the message says that it is about something else.</summary>
    private static ConversationState Before(ConversationState state, string text) =>
        FollowUp.StartsAnew(text) ? state with { Topic = null, LastQuestion = null, Article = null } : state;

    private TurnOutcome Answer(ConversationState state, string text, TriageVerdict verdict, Finder finder)
    {
        var (findings, support) = Best(finder, text);
        if (findings.ArticleIsSilent)
            return Silent(state, findings);
        if (ClinicFacts.For(_library, findings, support) is { } fact)
            return new TurnOutcome(fact, state with { Misses = 0 });
        if (!support.Enough || (verdict.Doubt && !support.Strong))
            return Abstain(state, findings, support);

        var topic = _index.TopicOf(findings.Facts.Count > 0 ? findings.Facts[0].Key : "");
        var followUp = findings.LeansOnContext && topic is not null && string.Equals(topic, state.Topic, StringComparison.Ordinal);
        var parts = followUp && _library.Topics.FirstOrDefault(t => string.Equals(t.Id, topic, StringComparison.Ordinal)) is { } card
            ? new List<ReplyPart> { Words("answer.follow-up", ("topic", card.Name)) }
            : [];
        var reply = _writer.Say(parts, findings);
        if (Second(finder, text, findings) is { } second)
        {
            var other = _writer.Say([Words("answer.second")], second, reply.Citations.Count() + 1);
            reply = reply with { Parts = [.. reply.Parts, .. other.Parts.Where(part => part is not FixedWords words || !reply.Parts.Contains(words))], Mentions = null, Difference = null };
        }

        List<Suggestion> meant = support.Strong ? [] : [.. findings.CloseTopics.Where(close => !string.Equals(close, topic, StringComparison.Ordinal)).Take(2).SelectMany(close => Suggest(close, text).Take(1))];
        reply = reply with
        {
            Parts = [.. reply.Parts, .. meant.Count > 0 ? new[] { Words("answer.which") } : [], Words(verdict.Class == TriageClass.SuicideTopic || verdict.HelpLine ? "suicidality.line" : "help.footer")],
            Topic = reply.Topic ?? topic,
            Suggestions = [.. meant, .. Suggest(reply.Topic ?? topic, text)],
        };
        return new TurnOutcome(reply, state with
        {
            Topic = reply.Topic,
            LastQuestion = findings.NearestQuestion,
            Article = findings.Article,
            Quoted = [.. reply.Citations.Select(citation => citation.Url["/articles/".Length..])],
            Misses = 0,
        });
    }

    /// <summary>An answer, if the articles clearly hold one, or hold one to what the conversation is about; else null.</summary>
    public TurnOutcome? ClearAnswer(ConversationState state, string text, TriageVerdict verdict)
    {
        state = Before(state, text);
        var finder = new Finder(_index, state);
        var (findings, support) = Best(finder, text);
        return support.Enough && (support.Strong || findings.LeansOnContext || findings.NamesArticle) ? Answer(state, text, verdict, finder) : null;
    }

    /// <summary>At most one quotation of general information beside a clinical hand-off; null when nothing fits well.</summary>
    public Quote? GeneralInformation(string text)
    {
        var (findings, support) = Best(new Finder(_index, ConversationState.Fresh), text);
        return support.Enough && findings.Ranked.Count > 0 ? new Composer(_index).Compose(findings.Ranked)[0] : null;
    }

    /// <summary>What was said last, again: "says who?", "tell me more", "the second one". Null when the message asks for something else.</summary>
    public TurnOutcome? Again(ConversationState state, string text)
    {
        if (state.Quoted.Count == 0 || Repeat.Of(text) is not { } repeat || repeat.Which >= state.Quoted.Count)
            return null;
        var composer = new Composer(_index);
        var wanted = repeat.Which is { } which ? [state.Quoted[which]] : state.Quoted;
        List<Quote> quotes = [.. wanted
            .Select(address => composer.QuoteAt(address, repeat.More, 1))
            .OfType<Quote>()
            .DistinctBy(quote => (quote.Citation.Article, quote.Citation.Start))
            .Select((quote, i) => new Quote(quote.Citation with { N = i + 1 }))];
        if (quotes.Count == 0)
            return null;
        var reply = new Reply
        {
            Kind = ReplyKind.Answer,
            Rule = repeat.More ? "answer:more" : "answer:again",
            Parts = [Words(repeat.More ? "answer.more" : "answer.again"), .. quotes, Words("help.footer")],
            Topic = state.Topic,
            Suggestions = Suggest(state.Topic, text),
        };
        return new TurnOutcome(reply, state with { Misses = 0 });
    }

    /// <summary>The findings for the whole message; for a long one, those for the sentence in it that the articles answer best.</summary>
    private (Findings Findings, Support Support) Best(Finder finder, string text)
    {
        var findings = finder.Find(text);
        var best = (findings, Support.Of(findings, _odds));
        foreach (var part in QuestionParts.OfLong(text))
        {
            var found = finder.Find(part, findings.NamesArticle ? findings.Article : null);
            var support = Support.Of(found, _odds);
            if (support.Value > best.Item2.Value)
                best = (found, support);
        }

        return best;
    }

    /// <summary>The findings for the other of two questions in one message; null when it holds one, or both ask for the same.</summary>
    private Findings? Second(Finder finder, string text, Findings first)
    {
        var parts = QuestionParts.Two(text);
        if (parts.Count < 2)
            return null;
        var found = parts.Select(part => finder.Find(part)).Where(findings => Support.Of(findings, _odds).Enough && findings.Facts.Count > 0).ToList();
        var topics = found.ConvertAll(findings => _index.TopicOf(findings.Facts[0].Key));
        if (found.Count < 2 || string.Equals(topics[0], topics[1], StringComparison.Ordinal))
            return null;
        return found.Find(findings => first.Facts.Count == 0 || !string.Equals(_index.TopicOf(findings.Facts[0].Key), _index.TopicOf(first.Facts[0].Key), StringComparison.Ordinal));
    }

    /// <summary>The article that was named says nothing on what was asked before. The question was understood, so it is no miss, and it stays open.</summary>
    private TurnOutcome Silent(ConversationState state, Findings findings)
    {
        var source = _library.Articles.First(article => string.Equals(article.Id, findings.Article, StringComparison.Ordinal)).Source;
        var reply = new Reply
        {
            Kind = ReplyKind.Abstain,
            Rule = "abstain:article-silent",
            Parts = [Words("abstain.article", ("source", source)), Words("help.footer")],
            ContactForm = true,
            Suggestions = Suggest(state.Topic, asked: ""),
            Topic = state.Topic,
        };
        return new TurnOutcome(reply, state);
    }

    private TurnOutcome Abstain(ConversationState state, Findings findings, Support support)
    {
        var nearby = findings.Facts
            .Select(vote => _index.TopicOf(vote.Key))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Take(3)
            .Select(topic => Suggest(topic, asked: "").FirstOrDefault())
            .OfType<Suggestion>()
            .ToList();
        var parts = new List<ReplyPart> { Words("abstain.lead"), Words(state.Misses > 0 ? "abstain.second-miss" : "abstain.form") };
        if (nearby.Count > 0)
            parts.Add(Words("abstain.nearby"));
        parts.Add(Words("help.footer"));
        var reply = new Reply
        {
            Kind = ReplyKind.Abstain,
            Rule = support.Rule,
            Parts = parts,
            ContactForm = true,
            Suggestions = nearby,
        };
        return new TurnOutcome(reply, state with { Misses = 1 });
    }

    private List<Suggestion> Suggest(string? topic, string asked) =>
        [.. _library.Topics
            .Where(card => string.Equals(card.Id, topic, StringComparison.Ordinal))
            .SelectMany(card => card.Questions.Select((question, i) => new Suggestion($"{card.Id}.{i + 1}", question)))
            .Where(suggestion => !string.Equals(suggestion.Text, asked.Trim(), StringComparison.OrdinalIgnoreCase))];

    private FixedWords Words(string id, params ReadOnlySpan<(string Name, string Value)> values) => new(id, _library.Replies.Say(id, values));
}
