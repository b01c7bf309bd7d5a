using System.Text.RegularExpressions;

namespace Chatbot.Contact;

/// <summary>What a submission must hold, said kindly.</summary>
internal static partial class ContactRules
{
    /// <summary>Errors by field, in the wire's names; empty when all is well.</summary>
    public static IReadOnlyDictionary<string, string[]> Check(ContactSubmission submission)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (submission.IdempotencyKey is not { Length: >= 8 and <= 128 })
            errors["idempotencyKey"] = ["The form's own key is missing. Please reload the page and try again."];
        if (string.IsNullOrWhiteSpace(submission.Name))
            errors["name"] = ["Please tell us what to call you; a first name is enough."];
        if (string.IsNullOrWhiteSpace(submission.Email) && string.IsNullOrWhiteSpace(submission.Phone))
            errors["email"] = ["Please give us an e-mail address or a phone number, so that we can reach you."];
        if (!string.IsNullOrWhiteSpace(submission.Email) && !EmailPattern().IsMatch(submission.Email.Trim()))
            errors["email"] = ["This does not look like an e-mail address yet. It should look like name@example.org."];
        if (!string.IsNullOrWhiteSpace(submission.Phone) && (submission.Phone.Count(char.IsDigit) is < 7 or > 15 || !PhonePattern().IsMatch(submission.Phone.Trim())))
            errors["phone"] = ["This does not look like a phone number yet. Digits, spaces and + ( ) - are fine."];
        if (!submission.Consent)
            errors["consent"] = ["Please tick the box, so that we may store and answer your request."];
        Limit("name", submission.Name, 100);
        Limit("email", submission.Email, 200);
        Limit("phone", submission.Phone, 40);
        Limit("preferredTime", submission.PreferredTime, 100);
        Limit("topic", submission.Topic, 100);
        Limit("message", submission.Message, 1000);
        Limit("conversation", submission.Conversation, 128);
        return errors;

        void Limit(string field, string? value, int max)
        {
            if (value is null)
                return;
            if (value.Length > max)
                errors[field] = [$"Please keep this to {max} characters."];
            else if (value.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || value.Where((c, i) => IsLoneSurrogate(value, i)).Any())
                errors[field] = ["This holds characters that cannot be stored. Please type it again."];
        }
    }

    private static bool IsLoneSurrogate(string text, int i) =>
        char.IsSurrogate(text[i])
        && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
        && !(char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]));

    [GeneratedRegex(@"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EmailPattern();

    [GeneratedRegex(@"^[0-9+() ./x\-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex PhonePattern();
}
