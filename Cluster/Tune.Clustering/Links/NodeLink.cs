using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Tune.Clustering.Links;

/// <summary>
/// How a node can be reached by the others of its cluster: over TLS that both ends speak, each with a certificate that
/// the other has been told of before. Without one a node has no listener at all.
/// </summary>
/// <param name="Certificate">The node's own certificate, with its private key.</param>
/// <param name="Trusted">The thumbprints (SHA-1, in hexadecimal) of the certificates that may talk to it.</param>
internal sealed record NodeLink(X509Certificate2? Certificate, ImmutableArray<string> Trusted)
{
    /// <summary>Where it listens; default the loopback.</summary>
    public string Host { get; init; } = IPAddress.Loopback.ToString();

    /// <summary>The port; 0 (default) for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>What is wrong with it, one sentence each; empty when all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (Certificate is null)
        {
            yield return $"The node is to listen on {Host} without a certificate; whoever reaches that address could "
                + "take it over. Give it one, or let it be a node of its own, which nobody can reach.";
        }
        else if (!Certificate.HasPrivateKey)
        {
            yield return "The node's certificate has no private key; it cannot show with it who it is.";
        }

        if (Trusted.IsDefaultOrEmpty)
        {
            yield return $"The node is to listen on {Host} and trusts no certificate; nobody could join it. Name the "
                + "thumbprints of those that may.";
        }

        if (Port is < 0 or > IPEndPoint.MaxPort)
        {
            yield return $"The port is {Port}; it must be 0 for any, or at most {IPEndPoint.MaxPort}.";
        }
    }
}
