namespace Tune.Server.Access;

/// <summary>The bearer token of programs, the links that log a browser in once, and the session a browser gets for
/// one.</summary>
internal sealed class Keys(string? token)
{
    private const int LinksMax = 16;
    private readonly Lock _gate = new();
    private readonly Queue<Secret> _links = new();

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

    /// <summary>What the cookie holds: made from the token, which no browser keeps, and good as long as that is.
    /// </summary>
    public Secret Session => field ??= Token.Derive("session");

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

            _links.Enqueue(link);
        }

        return link.Text;
    }

    public bool Use(string? key)
    {
        lock (_gate)
        {
            var all = _links.ToArray();
            if (Array.Find(all, link => link.Is(key)) is not { } used)
            {
                return false;
            }

            _links.Clear();
            foreach (var other in all)
            {
                if (!ReferenceEquals(other, used))
                {
                    _links.Enqueue(other);
                }
            }

            return true;
        }
    }
}
