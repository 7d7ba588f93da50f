using System.Text;

namespace Tune.Hosting.Webhooks;

/// <summary>
/// An address that is told over HTTP what happens in the experiments of a host, beside the training and once it is on
/// the disk: events as JSON, up to 100 and 256 KiB in a request, each experiment's in order. An answer of 200 to 299
/// says that they were taken.
/// </summary>
/// <remarks>
/// What fails for a reason that may pass (no connection, no answer within 10 seconds, 408, 425, 429, 500 to 599) is
/// sent again after 1, 2, 4 … 60 seconds. A request may so come twice: its events have an <c>id</c> that stays the
/// same. An address that took nothing in <see cref="Tries"/> tries is told of what follows in one try each until it
/// answers again; what it did not take is lost to it, and said once through <see cref="TuneHostOptions.Notice"/>.
/// Redirects are not followed. When the host is disposed of, the rest has five seconds. How far an address has been
/// told is kept in the store's folder: the next host goes on from there.
/// </remarks>
/// <param name="Address">An absolute http or https address.</param>
public sealed record Webhook(Uri Address)
{
    /// <summary>The most tries.</summary>
    public const int TriesMax = 20;

    /// <summary>The fewest characters of a secret.</summary>
    public const int SecretLengthMin = 16;

    /// <summary>What requests are signed with, <see cref="SecretLengthMin"/> characters or more: a header
    /// <c>Tune-Signature: t=SECONDS,v1=HEX</c> has the HMAC-SHA256 of the seconds, a point and the body. Default null:
    /// not signed.</summary>
    public string? Secret { get; init; }

    /// <summary>What it is told of; default the start and end of trials and the end of experiments.</summary>
    public WebhookEvents Events { get; init; } =
        WebhookEvents.TrialStarted | WebhookEvents.TrialEnded | WebhookEvents.ExperimentEnded;

    /// <summary>How often a request is tried before it is given up, 1 to <see cref="TriesMax"/>; default 8, which is
    /// two minutes of an address that refuses.</summary>
    public int Tries { get; init; } = 8;

    /// <summary>What is wrong, one sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Address is not { IsAbsoluteUri: true, Scheme: "http" or "https" } || Address.UserInfo.Length > 0)
        {
            yield return "Webhook.Address must be an absolute http or https address without a user's name.";
        }

        if (Secret is { Length: < SecretLengthMin })
        {
            yield return $"Webhook.Secret has {Secret.Length} characters; it must have {SecretLengthMin} or more.";
        }

        if (Tries is < 1 or > TriesMax)
        {
            yield return $"Webhook.Tries is {Tries}; it must be 1 to {TriesMax}.";
        }
    }

    // A secret is nothing for a log, and the path of an address often is one too.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Address = ").Append(Place).Append(", Events = ").Append(Events);
        return true;
    }

    /// <summary>How it is spoken of.</summary>
    internal string Place => Address.GetLeftPart(UriPartial.Authority);
}
