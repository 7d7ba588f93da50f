using Tune.Hosting.Programs;
using Tune.Testing;

namespace Tune.Hosting.Tests.Programs;

/// <summary>What ran is found out without a shell, without a word to anybody, and never for long.</summary>
internal sealed class ProgramProbeTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Look_OfAnAssembly_SaysWhichBuildOnWhichMachine()
    {
        var assembly = typeof(ProgramProbeTests).Assembly;

        var found = await ProgramProbe.LookAsync(assembly, _folder, new GitProbe("git", s_patience));

        Assert.Multiple(() =>
        {
            Assert.That(found.Name, Is.EqualTo("Tune.Hosting.Tests"));
            Assert.That(found.Version, Does.Match("^[0-9]+[.][0-9]"));
            Assert.That(found.Build, Is.EqualTo(assembly.ManifestModule.ModuleVersionId.ToString()));
            Assert.That(found.Runtime, Does.StartWith(".NET "));
            Assert.That(found.OperatingSystem, Is.Not.Empty);
            Assert.That(found.Host, Is.EqualTo(Environment.MachineName));
            Assert.That((found.Commit, found.IsDirty), Is.EqualTo(("", (bool?)null)), "no repository");
        });
    }

    [Test]
    public async Task Git_InARepository_SaysTheCommitAndWhetherFilesDiffer()
    {
        var git = InstalledProgram.PathOrSkip("git", "git");
        var file = Path.Combine(_folder, "code");
        await File.WriteAllTextAsync(file, "one");
        foreach (var line in (string[])["init -q", "add code", "-c user.name=n -c user.email=e commit -q -m first"])
        {
            InstalledProgram.Run(git, ["-C", _folder, .. line.Split(' ')]);
        }

        var probe = new GitProbe(git, s_patience);
        var clean = await probe.LookAsync(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "results"), "not under version control");
        var beside = await probe.LookAsync(_folder);
        await File.WriteAllTextAsync(file, "two");
        var changed = await probe.LookAsync(_folder);

        Assert.That(clean.Commit, Has.Length.EqualTo(40));
        Assert.That(clean.IsDirty, Is.False);
        Assert.That(beside, Is.EqualTo(clean));
        Assert.That(changed, Is.EqualTo((clean.Commit, true)));
    }

    [Test]
    public async Task Git_ThatHangs_IsLeftAfterItsTime()
    {
        var slow = Path.Combine(_folder, "git");
        await File.WriteAllTextAsync(slow, "#!/bin/sh\nexec sleep 600\n");
        InstalledProgram.Run("chmod", "+x", slow);

        var found = await new GitProbe(slow, TimeSpan.FromMilliseconds(100)).LookAsync(_folder).WaitAsync(s_patience);

        Assert.That(found, Is.EqualTo(("", (bool?)null)));
    }

    [Test]
    public async Task Git_ThatTalksForEver_IsLeftToo()
    {
        var loud = Path.Combine(_folder, "git");
        await File.WriteAllTextAsync(loud, "#!/bin/sh\nexec yes\n");
        InstalledProgram.Run("chmod", "+x", loud);

        var found = await new GitProbe(loud, s_patience).LookAsync(_folder).WaitAsync(s_patience);

        Assert.That(found.Commit, Is.Empty);
    }

    [Test]
    public async Task Git_ThatIsNotThere_IsNoError() => Assert.That(
        await new GitProbe("no-such-program-of-this-name", s_patience).LookAsync(_folder),
        Is.EqualTo(("", (bool?)null)));

    [Test]
    public void Gpus_OfTheDriversFolder_AreTheModels()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "0000:01:00.0"));
        File.WriteAllText(
            Path.Combine(_folder, "0000:01:00.0", "information"), "Model: \t\t NVIDIA H200\nIRQ: 17\n");

        Assert.That(ProgramProbe.Gpus(_folder), Is.EqualTo((string[])["NVIDIA H200"]));
        Assert.That(ProgramProbe.Gpus(Path.Combine(_folder, "none")), Is.Empty);
    }
}
