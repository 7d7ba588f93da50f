using System.Globalization;

namespace Tune.Server.Access;

/// <summary>
/// Which browsers are logged in. A session is a text of chance that only the browser has; here is its hash, and until
/// when it is good.
/// </summary>
internal sealed class Sessions(SessionShelf shelf, TimeProvider time)
{
    /// <summary>How long one is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const int CountMax = 100;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTime> _ends = new(StringComparer.Ordinal);

    /// <summary>Begins one. Of many, the oldest end.</summary>
    /// <returns>What the browser has to show.</returns>
    public string Begin()
    {
        var secret = Secret.New();
        lock (_gate)
        {
            ReadNeedsLock();
            var now = time.GetUtcNow().UtcDateTime;
            _ends[secret.Hash] = now + Lifetime;
            foreach (var (hash, _) in _ends.Where(pair => pair.Value <= now)
                .Concat(_ends.OrderByDescending(pair => pair.Value).Skip(CountMax)).ToList())
            {
                _ends.Remove(hash);
            }

            shelf.Keep(string.Concat(_ends.Select(pair => string.Create(
                CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value.Ticks}\n"))));
        }

        return secret.Text;
    }

    /// <summary>Whether a browser shows one that is good.</summary>
    public bool Has(string? shown)
    {
        if (string.IsNullOrEmpty(shown))
        {
            return false;
        }

        lock (_gate)
        {
            var hash = new Secret(shown).Hash;
            if (!_ends.ContainsKey(hash))
            {
                ReadNeedsLock();
            }

            return _ends.TryGetValue(hash, out var end) && time.GetUtcNow().UtcDateTime < end;
        }
    }

    // Another server of the same store may have begun some meanwhile.
    private void ReadNeedsLock()
    {
        var latest = time.GetUtcNow().UtcDateTime + Lifetime;
        foreach (var line in shelf.Read().Split('\n'))
        {
            if (line.Split(' ') is [var hash, var ticks]
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
                && end <= latest.Ticks)
            {
                _ends[hash] = new DateTime(end, DateTimeKind.Utc);
            }
        }
    }
}
