using System.Diagnostics.CodeAnalysis;
using Tune.Cli;
using Tune.Hosting.Running;

namespace Tune.Hosting.Tests.Defining;

/// <summary>A trimmed program would offer no experiment and say nothing: the build warns, and the program refuses.
/// </summary>
internal sealed class TrimmingTests
{
    [TestCase(typeof(TuneApp), nameof(TuneApp.RunAsync))]
    [TestCase(typeof(TuneHost), nameof(TuneHost.StartAsync))]
    [TestCase(typeof(TuneLoop), nameof(TuneLoop.OpenAsync))]
    [TestCase(typeof(TuneChild), nameof(TuneChild.RunIfChildAsync))]
    public void Beginning_OfAnyProgram_WarnsWhoTrimsIt(Type type, string name)
    {
        var ways = type.GetMethods().Where(method => method.Name == name && method.IsStatic).ToArray();
        Assert.That(ways, Is.Not.Empty);
        foreach (var way in ways)
        {
            var mark = way.GetCustomAttributes(typeof(RequiresUnreferencedCodeAttribute), inherit: false);
            Assert.That(mark, Has.Length.EqualTo(1), $"{way}");
            Assert.That(
                ((RequiresUnreferencedCodeAttribute)mark[0]).Message, Does.Contain("without PublishTrimmed"));
        }
    }

    [Test]
    public void HasHappened_InAProgramThatIsWhole_IsFalse() => Assert.That(Trimming.HasHappened, Is.False);
}
