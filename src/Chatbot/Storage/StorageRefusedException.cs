namespace Chatbot.Storage;

/// <summary>The storage folder cannot be used as it is. The message names the file and says what to do.</summary>
internal sealed class StorageRefusedException(string message, Exception? inner = null) : Exception(message, inner);
