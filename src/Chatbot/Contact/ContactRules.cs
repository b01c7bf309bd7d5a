using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Chatbot.Contact;

/// <summary>What a submission must hold, said kindly; and what is put right without a word: spaces around it, foreign digits, <c>mailto:</c>.</summary>
internal static partial class ContactRules
{
    /// <summary>Why a field is refused that holds control characters, half a character, or no text at all.</summary>
    public const string Unstorable = "This holds characters that cannot be stored. Please type it again.";

    private const int MaxConversationChars = 512;

    /// <summary>The submission as it would be stored, and the errors by field in the wire's names; none when all is well.</summary>
    public static (ContactSubmission Tidy, IReadOnlyDictionary<string, string[]> Errors) Read(ContactSubmission typed)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var tidy = new ContactSubmission
        {
            IdempotencyKey = typed.IdempotencyKey,
            Name = Text("name", typed.Name, 100),
            Email = Route("email", typed.Email, 254, Email),
            Phone = Route("phone", typed.Phone, 40, Phone),
            PreferredTime = Text("preferredTime", typed.PreferredTime, 100),
            Topic = Text("topic", typed.Topic, 100),
            Message = Text("message", typed.Message, 1000, lines: true),
            Consent = typed.Consent,
            // Nobody can correct a hidden field, and a request is worth more than the link: what is no id is left out.
            Conversation = typed.Conversation is { Length: > 0 and <= MaxConversationChars } id && id.All(IsVisibleAscii) ? id : null,
            AttachConversation = typed.AttachConversation,
            AttachQuestions = typed.AttachQuestions,
            Website = typed.Website,
            Ticket = typed.Ticket,
        };
        if (typed.IdempotencyKey is not { Length: >= 8 and <= 128 } key || !key.All(IsVisibleAscii))
            Refuse("idempotencyKey", "The form's own key is missing. Please reload the page and try again.");
        if (tidy.Name is null || !tidy.Name.EnumerateRunes().Any(IsSeen))
            Refuse("name", "Please tell us what to call you; a first name is enough.");
        if (tidy.Email is null && tidy.Phone is null)
        {
            if (!errors.ContainsKey("phone"))
                Refuse("email", "Please give us an e-mail address or a phone number, so that we can reach you.");
        }

        if (tidy.Email is { } email && !EmailPattern().IsMatch(email))
            Refuse("email", "This does not look like an e-mail address yet. It should look like name@example.org.");
        if (tidy.Phone is { } phone && !(PhonePattern().Match(phone) is { Success: true } match && match.Groups["number"].Value.Count(char.IsAsciiDigit) is >= 7 and <= 15))
            Refuse("phone", "This does not look like a phone number yet. Digits, spaces and + ( ) - are fine.");
        if (!typed.Consent)
            Refuse("consent", "Please tick the box, so that we may store and answer your request.");
        return (tidy, errors);

        // The first reason given for a field stands.
        void Refuse(string field, string reason) => errors.TryAdd(field, [reason]);

        string? Route(string field, string? value, int max, Func<string, string> clean) => Text(field, value, max) is { } text && !errors.ContainsKey(field) ? Blank(clean(text)) : null;

        string? Text(string field, string? value, int max, bool lines = false)
        {
            if (Blank(value?.Trim()) is not { } text)
                return null;
            if (text.Length > max)
                Refuse(field, $"Please keep this to {max:N0} characters.");
            if (!IsStorable(text, lines))
                Refuse(field, Unstorable);
            return text;
        }
    }

    private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>Whole characters without controls; lines and tabs only where a text may have lines.</summary>
    private static bool IsStorable(string text, bool lines)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
                i++;
            else if (char.IsSurrogate(text[i]) || (char.IsControl(text[i]) && !(lines && text[i] is '\n' or '\r' or '\t')))
                return false;
        }

        return true;
    }

    private static bool IsVisibleAscii(char c) => c is > ' ' and <= '~';

    private static bool IsSeen(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol;

    private static string Email(string text)
    {
        var bare = string.Concat(text.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c)));
        if (bare.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            bare = bare["mailto:".Length..];
        return bare.Trim('<', '>', '.', ',', ';');
    }

    /// <summary>Digits of any script as 0 to 9, dashes and spaces of any kind as the plain ones.</summary>
    private static string Phone(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKC))
        {
            plain.Append(char.GetUnicodeCategory(c) switch
            {
                UnicodeCategory.DecimalDigitNumber => (char)('0' + (int)char.GetNumericValue(c)),
                UnicodeCategory.DashPunctuation => '-',
                UnicodeCategory.SpaceSeparator => ' ',
                UnicodeCategory.MathSymbol when c == '\u2212' => '-',
                UnicodeCategory.Format => "",
                _ => c,
            });
        }

        return plain.ToString().Trim();
    }

    [GeneratedRegex("""^[^@\s<>()\[\],;:\\"]+@[^@\s<>()\[\],;:\\".]+(\.[^@\s<>()\[\],;:\\".]+)+$""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EmailPattern();

    [GeneratedRegex(@"^(tel:)?(?<number>[0-9+() ./\-]+)((x|ext|extension|#)[. ]*[0-9]{1,6})?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PhonePattern();
}
