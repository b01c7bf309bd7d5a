namespace Chatbot.Storage;

/// <summary>The service must not start; the message says why, names the file and says what to do.</summary>
internal sealed class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
