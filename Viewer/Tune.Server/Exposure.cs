using System.Net;

namespace Tune.Server;

/// <summary>A server that other machines reach is none by accident.</summary>
internal static class Exposure
{
    /// <exception cref="ArgumentException">Something is missing; the message says what to set.</exception>
    public static void Require(TuneServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options.Bind);
        if (options.Certificate is { HasPrivateKey: false })
        {
            throw new ArgumentException("Certificate has no private key; load it from a PFX, or with its key.");
        }

        RequireOrigin(options.PublicOrigin);
        if (IPAddress.IsLoopback(options.Bind))
        {
            return;
        }

        string[] missing =
        [
            .. options.Certificate is null ? (string[])["Certificate (with its private key), for HTTPS"] : [],
            .. options.Token is null ? (string[])["Token (16 characters or more), for programs"] : [],
            .. IsAny(options.Bind) && options.Hosts.Count == 0
                ? (string[])["Hosts (the names people will use), against pages that make their own name lead here"]
                : [],
        ];
        if (missing.Length > 0)
        {
            throw new ArgumentException(
                $"Bind is {options.Bind}, which other machines reach. Set {string.Join("; and ", missing)}. "
                + "Or leave Bind as it is and let a proxy on this machine, or ssh -L, lead to the loopback.");
        }
    }

    /// <exception cref="ArgumentException">It is no origin that browsers can be sent to safely.</exception>
    public static void RequireOrigin(Uri? origin)
    {
        if (origin is null)
        {
            return;
        }

        if (!origin.IsAbsoluteUri || origin.PathAndQuery != "/" || origin.Fragment.Length > 0
            || origin.UserInfo.Length > 0
            || !(origin.Scheme == Uri.UriSchemeHttps || (origin.Scheme == Uri.UriSchemeHttp && origin.IsLoopback)))
        {
            throw new ArgumentException(
                $"PublicOrigin is '{origin}'; it must be https:// and a name, with a port or without, and nothing "
                + "else, such as https://tune.example.org.");
        }
    }

    /// <summary>Where a server is reached that listens at an address.</summary>
    public static Uri AddressOf(TuneServerOptions options, Uri listening) => IsAny(options.Bind)
        ? new UriBuilder(listening) { Host = options.Hosts[0] }.Uri
        : listening;

    /// <summary>The names by which it may be asked for.</summary>
    public static IReadOnlyList<string> Hosts(TuneServerOptions options) =>
    [
        .. options.Hosts,
        .. options.PublicOrigin is { } origin ? (string[])[origin.IdnHost] : [],
        .. IPAddress.IsLoopback(options.Bind) || IsAny(options.Bind) ? (string[])[] : [options.Bind.ToString()],
    ];

    private static bool IsAny(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
