namespace Chatbot.Benchmarks;

/// <summary>Text of made-up words that are as frequent as words are (Zipf), the same for the same seed.</summary>
internal static class MadeUpText
{
    private const string Syllables = "keta mine infu sion nau sea dri ving ho me pres sure cli nic the ra py sen tence ing tion ed ly";

    private static readonly string[] Parts = Syllables.Split(' ');

    public static string Words(Random random, int count, int vocabulary = 20_000) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => Word((int)Math.Pow(vocabulary, random.NextDouble()))));

    /// <summary>Two to four syllables and nothing else, as words have.</summary>
    private static string Word(int number)
    {
        var word = "";
        do
        {
            word += Parts[number % Parts.Length];
            number /= Parts.Length;
        }
        while (number > 0);
        return word;
    }
}
