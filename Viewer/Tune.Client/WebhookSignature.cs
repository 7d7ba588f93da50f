using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tune.Client;

/// <summary>Checks who sent a webhook.</summary>
public static class WebhookSignature
{
    /// <summary>The header that has the signature.</summary>
    public const string Header = "Tune-Signature";

    /// <summary>Whether a request was signed with a secret, not long ago.</summary>
    /// <param name="header">The header <see cref="Header"/>: <c>t=SECONDS,v1=HEX</c>.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="secret">The secret both sides know.</param>
    /// <param name="now">The time.</param>
    /// <param name="within">How far the request's time may be from that; default five minutes. One that is older may be
    /// somebody else's copy.</param>
    public static bool IsValid(
        string? header, ReadOnlySpan<byte> body, string secret, DateTimeOffset now, TimeSpan? within = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        if (header?.Split(',') is not [['t', '=', .. var time], ['v', '1', '=', .. var hex]]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - (double)seconds) > (within ?? TimeSpan.FromMinutes(5)).TotalSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.ASCII.GetBytes(time), (byte)'.', .. body];
        var right = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(right), Encoding.ASCII.GetBytes(hex));
    }
}
