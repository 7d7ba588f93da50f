namespace Tune.Server.Access;

/// <summary>The bearer token of programs, the links that log a browser in once and soon, and the session a browser gets
/// for one.</summary>
internal sealed class Keys(string? token, SessionShelf shelf, TimeProvider time)
{
    /// <summary>How long a link is good.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(10);

    private const int LinksMax = 16;
    private readonly Lock _gate = new();
    private readonly Queue<(Secret Link, DateTimeOffset End)> _links = new();

    public const int TokenLengthMin = 16;

    public Secret Token { get; } = token switch
    {
        null => Secret.New(),
        { Length: < TokenLengthMin } => throw new ArgumentException(
            $"Token has {token.Length} characters; it must have {TokenLengthMin} or more.", nameof(token)),
        _ => new Secret(token),
    };

    /// <summary>The cookie's name: browsers keep one jar for all ports, so each store has a name of its own.</summary>
    public string Cookie => field ??= "tune_" + Token.Derive("cookie").Text[..12];

    /// <summary>Which browsers are logged in.</summary>
    public Sessions Sessions { get; } = new(shelf, time);

    /// <summary>A new text that <see cref="Use"/> takes once. Of many that nobody used, the oldest are void.</summary>
    public string NewLink()
    {
        var link = Secret.New();
        lock (_gate)
        {
            if (_links.Count == LinksMax)
            {
                _links.Dequeue();
            }

            _links.Enqueue((link, time.GetUtcNow() + LinkLifetime));
        }

        return link.Text;
    }

    public bool Use(string? key)
    {
        lock (_gate)
        {
            var all = _links.ToArray();
            var found = Array.FindIndex(all, each => each.Link.Is(key));
            if (found < 0)
            {
                return false;
            }

            _links.Clear();
            foreach (var other in all.Where((_, place) => place != found))
            {
                _links.Enqueue(other);
            }

            return time.GetUtcNow() < all[found].End;
        }
    }
}
