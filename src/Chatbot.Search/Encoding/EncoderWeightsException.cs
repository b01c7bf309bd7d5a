namespace Chatbot.Search.Encoding;

/// <summary>The encoder's files are missing or damaged. The message names the file and what to do.</summary>
public sealed class EncoderWeightsException(string message, Exception? innerException = null) : Exception(message, innerException);
