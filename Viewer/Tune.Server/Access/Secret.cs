using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tune.Server.Access;

/// <summary>A text only its holder knows. Compared in a time that says nothing about it.</summary>
internal sealed class Secret(string text)
{
    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public string Text => text;

    /// <summary>What may be kept of it: it cannot be found out from this.</summary>
    public string Hash => Base64Url.EncodeToString(_hash);

    /// <summary>One of 256 bits of chance, in letters that a URL takes.</summary>
    public static Secret New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Another secret, the same each time, from which this one cannot be found out.</summary>
    public Secret Derive(string purpose) => new(Base64Url.EncodeToString(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(purpose))));

    public bool Is(string? other) => other is not null
        && CryptographicOperations.FixedTimeEquals(_hash, SHA256.HashData(Encoding.UTF8.GetBytes(other)));
}
