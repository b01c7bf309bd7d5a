namespace Chatbot.Knowledge;

/// <summary>A way to a person that is open now.</summary>
/// <param name="Text">Words for a button or a link: <c>Call 988</c>.</param>
/// <param name="Href">Where it leads: <c>tel:</c>, <c>sms:</c> or <c>https:</c>.</param>
internal sealed record HelpContact(string Text, string Href);

/// <summary>
/// Whom to reach in danger in the clinic's country, as links in one language: the words <c>help.crisis</c> and <c>help.emergency</c>
/// of <c>knowledge/replies</c>, a line each, <c>Call 988 = tel:988</c>. The first line of each is the number that helps soonest.
/// </summary>
internal sealed record HelpContacts(IReadOnlyList<HelpContact> Crisis, IReadOnlyList<HelpContact> Emergency)
{
    public const string DefaultLanguage = "en";

    private const string CrisisId = "help.crisis";
    private const string EmergencyId = "help.emergency";
    private const string Parting = " = ";

    private static readonly string[] Schemes = ["tel:", "sms:", "https://"];

    /// <summary>Every contact, the one for danger to life first.</summary>
    public IEnumerable<HelpContact> All => Emergency.Concat(Crisis);

    /// <summary>In English.</summary>
    public static HelpContacts Of(FixedReplies replies) => Read(replies, "");

    /// <summary>By language, <c>en</c> and those that have words of their own.</summary>
    public static IReadOnlyDictionary<string, HelpContacts> ByLanguage(FixedReplies replies)
    {
        var languages = replies.All.Keys.Where(id => id.StartsWith($"{CrisisId}.", StringComparison.Ordinal)).Select(id => id[(CrisisId.Length + 1)..]);
        var found = languages.ToDictionary(language => language, language => Read(replies, $".{language}"), StringComparer.Ordinal);
        found.Add(DefaultLanguage, Of(replies));
        return found;
    }

    /// <summary>Throws <see cref="KnowledgeException"/> where a line is no contact, or a language lacks one of the country's two numbers.</summary>
    public static void Check(string folder, FixedReplies replies, HelpNumbers numbers)
    {
        foreach (var (language, contacts) in ByLanguage(replies))
        {
            if (!contacts.Crisis.Any(contact => Calls(contact, numbers.CrisisLine)) || !contacts.Emergency.Any(contact => Calls(contact, numbers.Emergency)))
                throw new KnowledgeException(folder, 1, $"The words '{CrisisId}' and '{EmergencyId}' do not lead to {numbers.CrisisLine} and {numbers.Emergency} in '{language}'.", $"Write lines such as 'Call {numbers.Emergency}{Parting}tel:{numbers.Emergency}'.");
        }
    }

    private static bool Calls(HelpContact contact, string number) =>
        string.Equals(contact.Href, $"tel:{number.Replace(" ", "", StringComparison.Ordinal)}", StringComparison.Ordinal);

    private static HelpContacts Read(FixedReplies replies, string suffix) => new(Lines(replies, CrisisId + suffix), Lines(replies, EmergencyId + suffix));

    private static List<HelpContact> Lines(FixedReplies replies, string id) =>
        [.. replies.Say(id).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => Line(id, line))];

    private static HelpContact Line(string id, string line) =>
        line.Split(Parting) is [{ Length: > 0 } text, { } href] && Schemes.Any(scheme => href.StartsWith(scheme, StringComparison.Ordinal)) && Uri.TryCreate(href, UriKind.Absolute, out _)
            ? new HelpContact(text, href)
            : throw new KnowledgeException("knowledge/replies", 1, $"The line '{line}' of '{id}' is no contact.", $"Write words and where they lead: 'Call 988{Parting}tel:988', with tel:, sms: or https://.");
}
