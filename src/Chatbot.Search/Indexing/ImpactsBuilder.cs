namespace Chatbot.Search;

/// <summary>Works out the impact of each posting, document after document, and numbers the different ones.</summary>
internal sealed class ImpactsBuilder(int postings, float averageLength)
{
    private const int Lengths = byte.MaxValue + 1;

    /// <summary>By rounded length and frequency: one more than the number of the value, 0 where it has not been met.</summary>
    private readonly int[][] _known = [.. Enumerable.Repeat<int[]>([], Lengths)];
    private readonly List<float> _different = [];

    // One of the two: numbers until there are too many different values, from then on the values themselves.
    private ushort[]? _numbers = new ushort[postings];
    private float[]? _values;
    private int _length;
    private float _lengthFactor;

    /// <summary>What follows is of a document of this length.</summary>
    public void BeginDocument(int length)
    {
        _length = LengthNorm.Encode(length);
        _lengthFactor = FieldPostings.LengthFactor(length, averageLength);
    }

    /// <summary>A term's impact in the document: tf / (tf + norm).</summary>
    public void Set(int posting, int frequency)
    {
        if (_numbers is null)
        {
            _values![posting] = frequency / (frequency + _lengthFactor);
            return;
        }

        if (_known[_length].Length <= frequency)
            Array.Resize(ref _known[_length], (frequency + 1) * 2);
        ref var known = ref _known[_length][frequency];
        if (known == 0)
        {
            if (_different.Count == Impacts.MostDifferent)
            {
                _values = Array.ConvertAll(_numbers, number => _different[number]);
                _numbers = null;
                Set(posting, frequency);
                return;
            }

            _different.Add(frequency / (frequency + _lengthFactor));
            known = _different.Count;
        }

        _numbers[posting] = (ushort)(known - 1);
    }

    public Impacts Build() => _numbers is null ? new Impacts(_values!) : new Impacts([.. _different], _numbers);
}
