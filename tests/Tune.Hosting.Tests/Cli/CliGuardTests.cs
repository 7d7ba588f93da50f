using Tune.Cli.Shell;
using Tune.Engine.Ports;

namespace Tune.Hosting.Tests.Cli;

internal sealed class CliGuardTests
{
    private static IEnumerable<TestCaseData> Problems =>
    [
        new(new TimeoutException("Nobody has answered."), "Nobody has answered.", ExitCode.Failed),
        new(new StorageException(StorageFault.Other, "It is full."), "It is full.", ExitCode.Failed),
        new(new UsageException("Name one."), "Name one.", ExitCode.Usage),
    ];

    [TestCaseSource(nameof(Problems))]
    public void Explain_WhatSomebodyCanActOn_IsASentenceAndItsCode(Exception problem, string said, int code) =>
        Assert.That(CliGuard.Explain(problem), Is.EqualTo((said, code)));

    [Test]
    public void Explain_AFaultOfTheProgram_IsAllOfIt() => Assert.That(
        CliGuard.Explain(new NotSupportedException("No.")).Message,
        Does.StartWith("Something went wrong that should not have.").And.Contain("NotSupportedException: No."));
}
