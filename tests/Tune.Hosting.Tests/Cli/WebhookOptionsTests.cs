using System.CommandLine;
using Tune.Cli.Commands;
using Tune.Cli.Shell;
using Tune.Hosting.Webhooks;
using Tune.Testing.Stores;

namespace Tune.Hosting.Tests.Cli;

internal sealed class WebhookOptionsTests
{
    [Test]
    public void Read_OfAddressesAndASecretFile_MakesWebhooks()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["secret"], "  a secret of enough letters\n");

        var hooks = Read("--webhook", "https://a/x", "--webhook", "http://b", "--webhook-secret", folder["secret"]);

        Assert.That(hooks.Select(hook => hook.Address.Host), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(hooks.Select(hook => hook.Secret), Is.All.EqualTo("a secret of enough letters"));
        Assert.That(hooks[0].Events.HasFlag(WebhookEvents.TrialReported), Is.EqualTo(false));
    }

    [Test]
    public void Read_WithAll_TellsOfReportsToo() => Assert.That(
        Read("--webhook", "https://a", "--webhook-all").Single().Events.HasFlag(WebhookEvents.TrialReported),
        Is.EqualTo(true));

    [TestCase("no address")]
    [TestCase("file:///etc/passwd")]
    public void Read_OfNoAddress_SaysWhatIsAllowed(string address) => Assert.That(
        () => Read("--webhook", address),
        Throws.TypeOf<UsageException>().With.Message.Contains("--webhook").And.Message.Contains("http"));

    private static IReadOnlyList<Webhook> Read(params string[] arguments)
    {
        var options = new WebhookOptions();
        var command = new RootCommand();
        options.AddTo(command);
        return options.Read(command.Parse(arguments));
    }
}
