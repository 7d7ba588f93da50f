using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Tune.Server.Access;

namespace Tune.Server;

/// <summary>How a store is served.</summary>
public sealed record TuneServerOptions
{
    /// <summary>The port that is tried first; default 8265. If it is taken, the next nineteen are tried, and then any
    /// free one. 0 for any free one.</summary>
    public int Port { get; init; } = 8265;

    /// <summary>The address it listens at; default this machine's loopback, which nobody reaches from elsewhere. Any
    /// other takes <see cref="Certificate"/> and <see cref="Token"/>, or the server does not start.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>The certificate, with its private key, under which it speaks HTTPS; default none: HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The secret that programs send as a bearer token, 16 characters or more; default one that is made up at
    /// each start.</summary>
    public string? Token { get; init; }

    /// <summary>Names by which the server may be asked for, besides those of this machine's loopback; default none.
    /// Whoever reaches it by another name is refused: a page of a stranger that has made its own name lead here.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Where browsers reach it through a proxy on this machine that speaks TLS for it, such as
    /// <c>https://tune.example.org</c>; default none. Links lead there, its name is one of <see cref="Hosts"/>, its
    /// pages may ask, and cookies go over HTTPS only. What a proxy says in headers (<c>X-Forwarded-*</c>) is believed
    /// in nothing. Other than HTTPS only for names of the loopback; no path, query or user.</summary>
    public Uri? PublicOrigin { get; init; }

    /// <summary>Whether nobody may act; default false.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Says what the sender of a request may do, for programs that know their users: null for nobody we know.
    /// Asked where no valid token came with the request; default nobody.</summary>
    public Func<HttpContext, TuneRole?> Authorize { get; init; } = _ => null;

    /// <summary>The largest artifact that a run may store, in bytes; 1 or more, default 5 GiB.</summary>
    public long ArtifactBytesMax { get; init; } = 5L << 30;

    /// <summary>Where the sessions of browsers outlast the server.</summary>
    internal SessionShelf Shelf { get; init; } = SessionShelf.None;

    /// <summary>The clock.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;
}
