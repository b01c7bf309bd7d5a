namespace Chatbot.Search;

/// <summary>A growing list of numbers in pieces, so that growth copies nothing. Entries are addressed from 0.</summary>
internal sealed class IntStore
{
    private const int PieceBits = 18;
    private const int PieceSize = 1 << PieceBits;

    private readonly List<int[]> _pieces = [];

    public long Count { get; private set; }

    public int this[long at] => _pieces[(int)(at >> PieceBits)][at & (PieceSize - 1)];

    public void Add(int value)
    {
        var at = (int)(Count & (PieceSize - 1));
        if (at == 0)
            _pieces.Add(new int[PieceSize]);
        _pieces[^1][at] = value;
        Count++;
    }
}
