using System.CommandLine;
using Tune.Cli.Shell;
using Tune.Hosting.Webhooks;

namespace Tune.Cli.Commands;

/// <summary>Whom a run tells what happens.</summary>
internal sealed class WebhookOptions
{
    /// <summary>Where the secret is if no file is named.</summary>
    public const string SecretVariable = "TUNE_WEBHOOK_SECRET";

    private const int SecretCharsMax = 4096;

    private readonly Option<string[]> _addresses = new("--webhook")
    {
        Description = "Address that is told over HTTP when trials start and end and when the experiment does; may be "
            + "given several times.",
        HelpName = "URL",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _secret = new("--webhook-secret")
    {
        Description = $"File with the secret that requests are signed with; default the variable {SecretVariable}.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _all = new("--webhook-all")
    {
        Description = "Tell them of every report and decision too.",
    };

    public void AddTo(Command command)
    {
        command.Add(_addresses);
        command.Add(_secret);
        command.Add(_all);
    }

    /// <exception cref="UsageException">An address or the secret cannot be used.</exception>
    public IReadOnlyList<Webhook> Read(ParseResult parse)
    {
        var secret = SecretOf(parse.GetValue(_secret));
        Webhook[] hooks =
        [
            .. (parse.GetValue(_addresses) ?? []).Select(address => Of(address, secret, parse.GetValue(_all))),
        ];
        return hooks.SelectMany(hook => hook.Problems()).FirstOrDefault() is { } problem
            ? throw new UsageException(problem.Replace("Webhook.", "--webhook: ", StringComparison.Ordinal))
            : hooks;
    }

    private static Webhook Of(string address, string? secret, bool all)
    {
        var hook = new Webhook(Uri.TryCreate(address, UriKind.Absolute, out var uri)
            ? uri
            : throw new UsageException(
                "--webhook is no address; it must begin with http:// or https:// and name a host."))
        {
            Secret = secret,
        };
        return all
            ? hook with { Events = hook.Events | WebhookEvents.TrialReported | WebhookEvents.TrialDecided }
            : hook;
    }

    private static string? SecretOf(string? file)
    {
        if (file is null)
        {
            return Environment.GetEnvironmentVariable(SecretVariable) is { Length: > 0 } set ? set : null;
        }

        using var text = new StreamReader(file);
        var read = new char[SecretCharsMax + 1];
        var length = text.ReadBlock(read);
        return length > SecretCharsMax
            ? throw new UsageException($"--webhook-secret names a file of more than {SecretCharsMax} characters.")
            : new string(read, 0, length).Trim();
    }
}
