using System.Collections.Concurrent;

namespace Chatbot.Search.Encoding;

/// <summary>A text and what the caller knows it by.</summary>
public readonly record struct LabelledText(int Label, string Text);

/// <summary>How far the vectors are.</summary>
/// <param name="Done">Texts whose vector is known.</param>
/// <param name="Total">All texts.</param>
public readonly record struct VectorProgress(int Done, int Total);

/// <summary>How the vectors came about.</summary>
/// <param name="Texts">All texts.</param>
/// <param name="Encoded">Different texts whose vector was not kept from an earlier start.</param>
/// <param name="CacheRead">What the kept vectors were like.</param>
/// <param name="CacheWritten">False if the file could not be replaced, or did not have to be.</param>
public sealed record VectorReport(int Texts, int Encoded, VectorCacheState CacheRead, bool CacheWritten);

/// <summary>
/// The vectors of one set of texts, computed beside the service: until they are ready <see cref="Current"/> is null and
/// answers do without. Belongs to one state of the knowledge; a reload starts another one, which takes over from the
/// cache what has not changed.
/// </summary>
public sealed class BackgroundVectors
{
    /// <summary>Between two looks at the cancellation: about a fifth of a second's work.</summary>
    private const int TextsPerStep = 96;

    private readonly ITextEncoder _encoder;
    private readonly IReadOnlyList<LabelledText> _texts;
    private readonly VectorCache? _cache;
    private readonly VectorCache? _shipped;
    private SentenceVectors? _current;
    private int _done;

    private BackgroundVectors(ITextEncoder encoder, IReadOnlyList<LabelledText> texts, string? cacheFile, string? shippedFile)
    {
        (_encoder, _texts) = (encoder, texts);
        _cache = cacheFile is null ? null : new VectorCache(cacheFile, encoder.Dimensions);
        _shipped = shippedFile is null ? null : new VectorCache(shippedFile, encoder.Dimensions);
        Completion = Task.FromException<VectorReport>(new InvalidOperationException("Not started"));
    }

    /// <summary>Null until all vectors are there, then the same object for good. Entries are in the order of the texts.</summary>
    public SentenceVectors? Current => Volatile.Read(ref _current);

    public VectorProgress Progress => new(Volatile.Read(ref _done), _texts.Count);

    /// <summary>Ends when <see cref="Current"/> is set; cancelled if asked to; faulted if the encoder is.</summary>
    public Task<VectorReport> Completion { get; private set; }

    /// <summary>Returns at once; the work is done on threads of its own.</summary>
    /// <param name="encoder">What computes a vector.</param>
    /// <param name="texts">In the order that gives the entries. The same text twice is encoded once.</param>
    /// <param name="cacheFile">Where vectors are kept between starts, for these texts only; null keeps none.</param>
    /// <param name="threads">One leaves the other cores to the answers.</param>
    /// <param name="shippedFile">A cache file that is read first and never written; null for none.</param>
    /// <param name="cancellationToken">Stops within a fifth of a second or so; what is done by then is kept in the cache.</param>
    public static BackgroundVectors Start(
        ITextEncoder encoder, IReadOnlyList<LabelledText> texts, string? cacheFile, int threads = 1, string? shippedFile = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var vectors = new BackgroundVectors(encoder, texts, cacheFile, shippedFile);
        vectors.Completion = Task.Run(() => vectors.RunAsync(threads, cancellationToken), cancellationToken);
        return vectors;
    }

    private async Task<VectorReport> RunAsync(int threads, CancellationToken cancellationToken)
    {
        var (state, kept) = _cache?.Read() ?? (VectorCacheState.Off, []);
        var keys = _texts.Select(text => VectorCache.Key(_encoder.ModelId, text.Text)).ToArray();
        var known = new ConcurrentDictionary<TextKey, QuantisedVector>(threads, _texts.Count);
        var missing = new Dictionary<TextKey, string>();
        var shipped = _shipped?.Read().Vectors ?? [];
        var own = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (shipped.TryGetValue(keys[i], out var vector))
                known[keys[i]] = vector;
            else if (kept.TryGetValue(keys[i], out vector))
                own += known.TryAdd(keys[i], vector) ? 1 : 0;
            else
                missing[keys[i]] = _texts[i].Text;
        }

        var taken = known.Count;
        var written = false;
        Volatile.Write(ref _done, keys.Count(known.ContainsKey));
        try
        {
            await EncodeAsync([.. missing], known, threads, cancellationToken);
        }
        finally
        {
            // Also when cancelled: the next start goes on from here. Vectors of texts that are gone are dropped.
            if (known.Count > taken || own < kept.Count)
                written = _cache?.TryWrite(known.Where(pair => !shipped.ContainsKey(pair.Key)).ToDictionary()) ?? false;
        }

        var current = SentenceVectors.Of(_encoder.Dimensions, [.. _texts.Select(text => text.Label)], keys.Select(key => known[key]));
        Volatile.Write(ref _done, _texts.Count);
        Volatile.Write(ref _current, current);
        return new VectorReport(_texts.Count, missing.Count, state, written);
    }

    /// <summary>Ends when every thread has ended, also after a fault: nobody may be adding while the cache is written.</summary>
    private Task EncodeAsync(KeyValuePair<TextKey, string>[] missing, ConcurrentDictionary<TextKey, QuantisedVector> known, int threads, CancellationToken cancellationToken)
    {
        var next = 0;
        return Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(Work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray());

        void Work()
        {
            while (true)
            {
                var start = Interlocked.Add(ref next, TextsPerStep) - TextsPerStep;
                if (start >= missing.Length)
                    return;
                cancellationToken.ThrowIfCancellationRequested();
                var step = missing[start..Math.Min(start + TextsPerStep, missing.Length)];
                var vectors = _encoder.EncodeMany(Array.ConvertAll(step, entry => entry.Value), progress: null, cancellationToken);
                for (var i = 0; i < step.Length; i++)
                    known[step[i].Key] = QuantisedVector.Of(vectors[i]);
                Interlocked.Add(ref _done, step.Length);
            }
        }
    }
}
