using System.Text;
using Tune.Clustering.Logs;
using Tune.Testing;

namespace Tune.Clustering.Tests.Logs;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AttemptLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tune-log-").FullName;

    private string File => Path.Combine(_folder, "sweep", "3.1.log");

    [Test]
    public void In_AFolder_IsNamedByExperimentTrialAndAttempt()
    {
        using (var log = AttemptLog.In(_folder, "sweep", "3.1"))
        {
            Assert.That(System.IO.File.Exists(File), Is.False, "an attempt that says nothing leaves no file");
            log.Add("hello");
            Assert.That(System.IO.File.ReadAllText(File), Is.EqualTo("hello\n"), "readable while it grows");
        }

        using var none = AttemptLog.In(null, "sweep", "3.1");
        none.Add("nowhere");
        Assert.That(none.Tail, Is.EqualTo("nowhere"));
    }

    [Test]
    public void Add_WhereALinkHasTheName_LeavesWhatItLeadsTo()
    {
        var foreign = Path.Combine(_folder, "precious");
        System.IO.File.WriteAllText(foreign, "mine");
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.CreateSymbolicLink(File, foreign);

        using (var log = AttemptLog.In(_folder, "sweep", "3.1"))
        {
            log.Add("hello");
        }

        Assert.That(System.IO.File.ReadAllText(foreign), Is.EqualTo("mine"));
        Assert.That(System.IO.File.ReadAllText(File), Is.EqualTo("hello\n"));
    }

    [Test, CancelAfter(30_000)]
    public void Add_WhereAPipeHasTheName_WaitsForNobody(CancellationToken limit)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        InstalledProgram.Run("mkfifo", File);

        var added = Task.Run(
            () =>
            {
                using var log = AttemptLog.In(_folder, "sweep", "3.1");
                log.Add("hello");
            },
            limit);

        Assert.That(() => added.Wait(TimeSpan.FromSeconds(20), limit), Is.True);
        Assert.That(System.IO.File.ReadAllText(File), Is.EqualTo("hello\n"));
    }

    [Test]
    public void Add_MoreThanIsKept_KeepsHeadAndTailInWholeLinesAndCountsTheRest()
    {
        var lines = Enumerable.Range(0, 30_000).Select(number => $"line {number} {new string('x', 90)}").ToArray();
        using (var log = AttemptLog.In(_folder, "sweep", "3.1"))
        {
            foreach (var line in lines)
            {
                log.Add(Encoding.UTF8.GetBytes(line));
            }
        }

        var kept = System.IO.File.ReadAllLines(File);
        var gap = Array.FindIndex(kept, line => line.StartsWith('…'));
        var leftOut = lines[gap..(lines.Length - (kept.Length - gap - 1))];
        Assert.Multiple(() =>
        {
            Assert.That(new FileInfo(File).Length, Is.LessThan(AttemptLog.HeadMax + AttemptLog.TailMax + 100));
            Assert.That(kept[..gap], Is.EqualTo(lines[..gap]));
            Assert.That(kept[(gap + 1)..], Is.EqualTo(lines[^(kept.Length - gap - 1)..]));
            Assert.That(kept[gap], Is.EqualTo($"… ({leftOut.Sum(line => line.Length + 1)} bytes left out here)"));
        });
    }

    [Test]
    public void Add_BytesThatAreNoText_AreKeptAsTheyAre()
    {
        byte[] bytes = [0xFF, 0xFE, 0, 0xC3];
        using var log = AttemptLog.In(_folder, "sweep", "3.1");
        log.Add(bytes);
        log.Flush();
        Assert.That(System.IO.File.ReadAllBytes(File), Is.EqualTo((byte[])[.. bytes, (byte)'\n']));
        Assert.That(log.Tail, Does.Contain("\uFFFD"));
    }

    [Test]
    public void Add_FileCannotBeWritten_KeepsTheLastLines()
    {
        Directory.CreateDirectory(File);
        using var log = AttemptLog.In(_folder, "sweep", "3.1");
        foreach (var number in Enumerable.Range(1, 60))
        {
            log.Add($"{number}");
        }

        Assert.That(log.Tail.Split('\n'), Is.EqualTo(Enumerable.Range(11, 50).Select(number => $"{number}")));
    }

    [Test]
    public void Add_FromManyThreads_MixesNoLines()
    {
        using (var log = AttemptLog.In(_folder, "sweep", "3.1"))
        {
            Parallel.For(0, 8, thread =>
            {
                for (var i = 0; i < 500; i++)
                {
                    log.Add(new string((char)('a' + thread), 100));
                }
            });
        }

        var lines = System.IO.File.ReadAllLines(File);
        Assert.That(lines, Has.Length.EqualTo(4000));
        Assert.That(lines, Has.All.Matches<string>(line => line.Length == 100 && line.Distinct().Count() == 1));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
