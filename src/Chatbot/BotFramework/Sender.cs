namespace Chatbot.BotFramework;

/// <summary>Who is known to have sent an activity; it decides where replies may go.</summary>
internal enum Sender
{
    /// <summary>The Emulator or the Playground beside an unregistered bot: replies stay on this machine.</summary>
    OnThisMachine,

    /// <summary>A Bot Framework channel: replies go to Microsoft's own hosts, with our token.</summary>
    Channel,

    /// <summary>An Emulator that signed in with the bot's secret: replies go to its tunnel, without our token.</summary>
    Emulator,
}
