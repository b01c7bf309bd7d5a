using System.Text;

namespace Chatbot.Search;

/// <summary>Why a score is what it is. Where there are parts, they add up to the value.</summary>
public sealed record Explanation(double Value, string Description, IReadOnlyList<Explanation> Parts)
{
    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text, 0);
        return text.ToString().TrimEnd();
    }

    private void Write(StringBuilder text, int depth)
    {
        text.Append(' ', depth * 2).Append($"{Value:0.0000} {Description}").Append('\n');
        foreach (var part in Parts)
            part.Write(text, depth + 1);
    }
}
