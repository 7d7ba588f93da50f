using System.Text;
using Tune.Testing.Machine;
using Tune.Testing.Trials;
using Tune.Trainables.Commands;

namespace Tune.Trainables.Tests.Commands;

/// <summary>A flood of output, thinned.</summary>
internal sealed class CommandLogTests
{
    [TestCase(1)]
    [TestCase(50)]
    [TestCase(1000)]
    public void Add_ShortLinesAfterAFlood_AreKeptAgain(int length)
    {
        using var channel = new RecordingChannel();
        var clock = new ManualClock();
        var log = new CommandLog(channel, clock);
        var line = Encoding.UTF8.GetBytes(new string('x', length));
        log.Add(Encoding.UTF8.GetBytes(new string('y', 1000)));
        for (var i = 0; i < 20_000; i++)
        {
            log.Add(line);
        }

        var kept = channel.Lines.Count;
        Assert.That(kept, Is.LessThan(20_000));
        clock.Advance(TimeSpan.FromSeconds(10));
        log.Add("again"u8);

        Assert.That(channel.Lines[^1], Is.EqualTo("again"));
        Assert.That(channel.Lines[^2], Does.Contain($"{20_001 - kept} lines"));
        Assert.That(log.Tail, Does.EndWith("\nagain"));
    }
}
