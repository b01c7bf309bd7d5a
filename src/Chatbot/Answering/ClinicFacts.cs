using Chatbot.Knowledge;

namespace Chatbot.Answering;

/// <summary>Answers from <c>clinic.yaml</c>: what the articles cannot know and the clinic has set.</summary>
internal static class ClinicFacts
{
    /// <summary>A facts reply when the question is of a kind that the clinic's own facts answer; null otherwise.</summary>
    public static Reply? For(Library library, Findings findings, Support support)
    {
        if (support.Enough || findings.Kind is not { } kind)
            return null;
        var clinic = library.Clinic;
        (string Name, string? Text)[] facts = kind switch
        {
            "price" => [("price", clinic.Price)],
            "insurance" => [("insurance", clinic.Insurance)],
            "hours" => [("hours", clinic.Hours)],
            "place" => [("address", clinic.Address), ("parking", clinic.Parking)],
            "booking" => [("booking", clinic.Booking), ("phone", clinic.Phone)],
            _ => [],
        };
        var known = facts.Where(fact => !string.IsNullOrWhiteSpace(fact.Text)).ToList();
        return known.Count == 0
            ? null
            : new Reply
            {
                Kind = ReplyKind.Facts,
                Rule = $"facts:{kind}",
                Parts =
                [
                    new FixedWords("facts.lead", library.Replies.Say("facts.lead")),
                    .. known.Select(fact => new ClinicFact(fact.Name, fact.Text!)),
                    new FixedWords("help.footer", library.Replies.Say("help.footer")),
                ],
            };
    }
}
