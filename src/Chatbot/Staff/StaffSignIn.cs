namespace Chatbot.Staff;

/// <summary>What became of an attempt to sign in.</summary>
internal abstract record StaffSignIn
{
    private StaffSignIn()
    {
    }

    internal sealed record Accepted(string Name, string Stamp) : StaffSignIn;

    /// <summary>Name, password or code is wrong, or the account is locked: one answer for all, so that nothing is learnt from it.</summary>
    internal sealed record Refused : StaffSignIn;

    /// <summary>Too many attempts from this network in the last hour.</summary>
    internal sealed record TooMany : StaffSignIn;
}
