using System.Text.RegularExpressions;
using Chatbot.Tests.Support;
using Shouldly;

namespace Chatbot.BrowserTests;

/// <summary>Reviewed outputs beside the tests. GOLDEN=write writes them anew; the difference is reviewed like code.</summary>
internal static partial class Golden
{
    public static void Matches(string name, string actual)
    {
        actual = ServiceAddress().Replace(actual, "SERVICE");
        var file = Repository.Path("tests", "Chatbot.BrowserTests", "Golden", name);
        if (Environment.GetEnvironmentVariable("GOLDEN") == "write")
            File.WriteAllText(file, $"{actual}\n");
        File.Exists(file).ShouldBeTrue($"{file} is missing: run the test once with GOLDEN=write, and review what it wrote.");
        actual.Trim().ShouldBe(File.ReadAllText(file).Trim(), $"The accessibility tree differs from {file}. If that is meant, run the test with GOLDEN=write and review the difference.");
    }

    /// <summary>The port is another one at every run.</summary>
    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex ServiceAddress();
}
