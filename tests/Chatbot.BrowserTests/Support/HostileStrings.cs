namespace Chatbot.BrowserTests;

/// <summary>Strings that try to become script, in the ways that markup, attributes, addresses, templates and entities allow. Each would call <c>alert</c>, set <c>window.broken</c> or fetch from elsewhere.</summary>
internal static class HostileStrings
{
    private static readonly string[] Scripts = ["alert(1)", "window.broken=1", "fetch('//127.0.0.1:9/x')", "document.title='broken'", "top.alert(document.domain)"];

    private static readonly string[] Frames =
    [
        "<script>{0}</script>",
        "<img src=x onerror=\"{0}\">",
        "<img src='http://127.0.0.1:9/{1}.png' onload={0}>",
        "<svg onload={0}>",
        "<svg><script>{0}</script></svg>",
        "<svg><animate onbegin={0} attributeName=x dur=1s>",
        "<iframe srcdoc=\"<script>{0}</script>\"></iframe>",
        "<iframe src=\"javascript:{0}\"></iframe>",
        "<body onload={0}>",
        "<details open ontoggle={0}>x</details>",
        "<input autofocus onfocus={0}>",
        "<video><source onerror=\"{0}\"></video>",
        "<math><mtext></p><img src onerror={0}></mtext></math>",
        "<a href=\"javascript:{0}\">click</a>",
        "<a href=\"java&#x09;script:{0}\">click</a>",
        "<form action=\"javascript:{0}\"><button>go</button></form>",
        "<object data=\"javascript:{0}\"></object>",
        "<embed src=\"data:text/html,<script>{0}</script>\">",
        "<link rel=stylesheet href=\"http://127.0.0.1:9/{1}.css\"><script>{0}</script>",
        "<style>@import 'http://127.0.0.1:9/{1}.css';</style><img src onerror={0}>",
        "<base href=\"http://127.0.0.1:9/\"><script>{0}</script>",
        "<meta http-equiv=refresh content=\"0;url=javascript:{0}\">",
        "<template><script>{0}</script></template><img src onerror={0}>",
        "\"><script>{0}</script>",
        "'><img src=x onerror={0}>",
        "\" onmouseover=\"{0}\" x=\"",
        "' autofocus onfocus='{0}' x='",
        "--><script>{0}</script><!--",
        "]]><script>{0}</script>",
        "</textarea><script>{0}</script>",
        "</title><script>{0}</script>",
        "</style><script>{0}</script>",
        "</script><script>{0}</script>",
        "[link](javascript:{0})",
        "![picture](http://127.0.0.1:9/{1}.png \"{0}\")",
        "&lt;script&gt;{0}&lt;/script&gt;",
        "&#60;img src=x onerror={0}&#62;",
        "{{{{constructor.constructor('{0}')()}}}}",
        "${{{0}}}",
        "<scr\u0000ipt>{0}</scr\u0000ipt>",
        "<ScRiPt\n>{0}</sCrIpT\t>",
    ];

    /// <summary>Five scripts in each of forty frames and one more.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Frames.SelectMany((frame, f) => Scripts.Select((script, s) => string.Format(System.Globalization.CultureInfo.InvariantCulture, frame, script, $"x{f}-{s}")))];
}
