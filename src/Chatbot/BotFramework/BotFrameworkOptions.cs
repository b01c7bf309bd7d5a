namespace Chatbot.BotFramework;

internal sealed class BotFrameworkOptions
{
    public static readonly Uri ChannelMetadata = new("https://login.botframework.com/v1/.well-known/openidconfiguration");
    public static readonly Uri EmulatorMetadata = new("https://login.microsoftonline.com/botframework.com/v2.0/.well-known/openid-configuration");

    /// <summary>False switches <c>/api/messages</c> off; it is then answered with 404.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The bot's app id in Azure. Without one, only the Emulator or Playground on this machine may talk, in Development.</summary>
    public string? AppId { get; set; }

    public bool HasAppId => !string.IsNullOrEmpty(AppId);

    /// <summary>From the environment, never from a file.</summary>
    public string? AppPassword { get; set; }

    /// <summary>Tenant of a single-tenant bot; empty for a multi-tenant one.</summary>
    public string? Tenant { get; set; }

    /// <summary>Where the channel's signing keys are published. Another address is taken in Development only.</summary>
    public Uri OpenIdMetadata { get; set; } = ChannelMetadata;

    /// <summary>The same for the Emulator's tokens, which a Microsoft Entra tenant signs.</summary>
    public Uri EmulatorOpenIdMetadata { get; set; } = EmulatorMetadata;

    /// <summary>False refuses the Emulator's tokens, so that only channels get in.</summary>
    public bool AllowEmulator { get; set; } = true;

    /// <summary>A token signed with an unknown key makes us fetch the keys again, at most this often: strangers can send such tokens at will.</summary>
    public TimeSpan KeyRefreshInterval { get; set; } = TimeSpan.FromHours(1);
}
