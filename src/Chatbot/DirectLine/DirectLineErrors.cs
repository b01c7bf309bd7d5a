namespace Chatbot.DirectLine;

/// <summary>Direct Line's error bodies. The same one whether a conversation is somebody else's or does not exist.</summary>
internal static class DirectLineErrors
{
    public static IResult Unauthorized() => Error(StatusCodes.Status401Unauthorized, "MissingToken", "Send 'Authorization: Bearer' with a token.");

    public static IResult Forbidden() => Error(StatusCodes.Status403Forbidden, "BadArgument", "This token is not for that conversation.");

    public static IResult Expired() => Error(StatusCodes.Status403Forbidden, "TokenExpired", "The token has expired.");

    public static IResult NotFound() => Error(StatusCodes.Status404NotFound, "ResourceNotFound", "There is no such conversation.");

    public static IResult Bad(int status, string message) => Error(status, status == StatusCodes.Status413PayloadTooLarge ? "MessageSizeTooBig" : "BadArgument", message);

    public static IResult TooMany() => Error(StatusCodes.Status429TooManyRequests, "TooManyRequests", "Too many requests. Wait a moment, then try again.");

    public static IResult Unavailable() => Error(StatusCodes.Status503ServiceUnavailable, "ServiceUnavailable", "The message could not be stored. Try again in a moment.");

    private static IResult Error(int status, string code, string message) => Results.Json(new { error = new { code, message } }, statusCode: status);
}
