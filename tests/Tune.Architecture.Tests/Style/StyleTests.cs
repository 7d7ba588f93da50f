namespace Tune.Architecture.Tests.Style;

internal sealed class StyleTests
{
    private static readonly Dictionary<string, string> Projects = new()
    {
        ["Tune.Engine"] = "Tune.Engine",
        ["Cluster/Tune.Hosting"] = "Tune.Hosting",
        ["experiments"] = "Tune.Experiments",
    };

    private static SourceFile[] One(string path, string text) => [new(path, text)];

    private static string Repeat(string line, int times) => string.Concat(Enumerable.Repeat(line + "\n", times));

    [Test]
    public void Namespaces_OfThisTree_AreTheirFolders() =>
        NamespaceRule.Check(Repository.CSharp, Repository.ProjectFolders()).ShouldBeNone();

    [TestCase("Tune.Engine/Trials/Trial.cs", "namespace Tune.Engine;", "should be Tune.Engine.Trials")]
    [TestCase("Cluster/Tune.Hosting/Cli/App.cs", "namespace Cluster.Tune.Hosting.Cli;", "should be Tune.Hosting.Cli")]
    [TestCase("experiments/Digits/Digits.cs", "namespace Tune.Digits;", "should be Tune.Experiments.Digits")]
    [TestCase("Tune.Engine/Lost.cs", "class Lost;", "stands outside a namespace")]
    [TestCase("Stray/Lost.cs", "class Lost;", "belongs to no project")]
    public void Namespaces_ThatAreNotTheirFolder_AreReported(string path, string text, string named) =>
        NamespaceRule.Check(One(path, text), Projects).ShouldName(path, named);

    [TestCase("Cluster/Tune.Hosting/Cli/App.cs", "namespace Tune.Hosting.Cli;")]
    [TestCase("Cluster/Tune.Hosting/StartupHook.cs", "static class StartupHook;")]
    [TestCase("experiments/Program.cs", "return 0;")]
    public void Namespaces_ThatAreTheirFolder_Pass(string path, string text) =>
        NamespaceRule.Check(One(path, text), Projects).ShouldBeNone();

    [Test]
    public void Files_OfThisTree_KeepTheCaps() => LengthRule.CheckFiles(Repository.CSharp).ShouldBeNone();

    [TestCase("Tune.Engine/Long.cs", LengthRule.FileLines)]
    [TestCase("tests/Tune.Engine.Tests/LongTests.cs", LengthRule.TestFileLines)]
    public void Files_OverTheCap_AreReported(string path, int cap)
    {
        LengthRule.CheckFiles(One(path, Repeat("// a line", cap))).ShouldBeNone();
        LengthRule.CheckFiles(One(path, Repeat("// a line", cap + 1))).ShouldName(path, $"has {cap + 1} lines");
    }

    [Test]
    public void Lines_OfThisTree_KeepTheCap() => LengthRule.CheckLines(Repository.CSharp).ShouldBeNone();

    [Test]
    public void Lines_OverTheCap_AreReported() => LengthRule
        .CheckLines(One("Tune.Engine/Wide.cs", $"\n{new string('/', 120)}\n{new string('/', 121)}\n"))
        .ShouldName("Tune.Engine/Wide.cs:3", "121 columns");

    [Test]
    public void Methods_OfThisTree_KeepTheCap() => LengthRule.CheckMethods(Repository.CSharp).ShouldBeNone();

    [TestCase("class A\n{\n    void Long()\n    {\n#\n    }\n}", 67, "Long has 71 lines")]
    [TestCase("class A\n{\n    A()\n    {\n#\n    }\n}", 67, "A has 71 lines")]
    [TestCase("class A\n{\n    int B\n    {\n        get\n        {\n#\n        }\n    }\n}", 64, "B has 71 lines")]
    [TestCase("#", 70, "the program has 71 lines")]
    public void Methods_OverTheCap_AreReported(string shape, int inside, string named)
    {
        string Body(int lines) => shape.Replace("#", Repeat("        ;", lines).TrimEnd('\n'));
        LengthRule.CheckMethods(One("a.cs", Body(inside))).ShouldBeNone();
        LengthRule.CheckMethods(One("a.cs", Body(inside + 1))).ShouldName("a.cs", named);
    }

    [Test]
    public void Types_OfThisTree_StandInFilesOfTheirName() => TypeRule.CheckFiles(Repository.CSharp).ShouldBeNone();

    [TestCase("Trial.cs", "public record Trial; public class Other;", "Other is a second public type")]
    [TestCase("Trial.cs", "public record Attempt;", "holds Attempt")]
    [TestCase("Trial.cs", "public record Run; public record Walk;", "holds Run, Walk")]
    [TestCase("SlotMessages.cs", "public record Claim; public record Return;", "holds Claim, Return")]
    [TestCase("SlotMessages.cs", "record Claim; class Sender;", "holds Claim, Sender")]
    [TestCase("TrialEvents.cs", "public record TrialStarted;", "holds TrialStarted")]
    public void Types_InAFileOfAnotherName_AreReported(string path, string text, string named) =>
        TypeRule.CheckFiles(One(path, text)).ShouldName(path, named);

    [TestCase("Trial.cs", "public record Trial; internal class Other;")]
    [TestCase("Tuner.cs", "public class Tuner; public class Tuner<T>;")]
    [TestCase("Machine.Decide.cs", "partial class Machine;")]
    [TestCase("Decision.cs", "public abstract record Decision; public record Stop : Decision; public enum Why;")]
    [TestCase("SlotMessages.cs", "interface IAboutSlots; record Claim : IAboutSlots; record Return : IAboutSlots;")]
    [TestCase("Fault.cs", "public class Fault : Exception; public class DiskFault : Fault;")]
    [TestCase("PlateauStoppers.cs", "class TrialPlateauStopper; class RungPlateauStopper; struct Spread;")]
    public void Types_InAFileOfTheirName_Pass(string path, string text) =>
        TypeRule.CheckFiles(One(path, text)).ShouldBeNone();

    [Test]
    public void TypeNames_OfThisTree_SaySomething() => TypeRule.CheckNames(Repository.CSharp).ShouldBeNone();

    [TestCase("class TrialManager;", "TrialManager")]
    [TestCase("class A { enum MathUtils; }", "MathUtils")]
    [TestCase("abstract record SchedulerBase;", "SchedulerBase")]
    [TestCase("interface ITrialDto;", "ITrialDto")]
    [TestCase("delegate void HelperCall();", "HelperCall")]
    public void TypeNames_ThatSayNothing_AreReported(string text, string named) =>
        TypeRule.CheckNames(One("a.cs", text)).ShouldName("a.cs:1", named);

    [TestCase("class Baseline;")]
    [TestCase("class Implementation;")]
    public void TypeNames_ThatOnlyContainTheLetters_Pass(string text) =>
        TypeRule.CheckNames(One("a.cs", text)).ShouldBeNone();

    [Test]
    public void Code_OfThisTree_IsClean() => HygieneRule.Check(Repository.CSharp).ShouldBeNone();

    [TestCase("Tune.Engine/A.cs", "// TO" + "DO later", "TO" + "DO")]
    [TestCase("Tune.Engine/A.cs", "throw new NotImplemented" + "Exception();", "NotImplemented")]
    [TestCase("Tune.Engine/A.cs", "#reg" + "ion Fields", "region")]
    [TestCase("Tune.Engine/A.cs", "#pragma" + " warning disable CA1000", "CA1000")]
    [TestCase("tests/A.cs", "Thread." + "Sleep(10);", "Sleep")]
    [TestCase("tests/A.cs", "await Task." + "Delay(10);", "Delay")]
    [TestCase("tests/A.cs", "[Test, Ig" + "nore(\"slow\")]", "Ig" + "nore")]
    [TestCase("tests/A.cs", "[Exp" + "licit]", "Exp" + "licit")]
    [TestCase("tests/A.cs", "Assert." + "Pass();", "Pass")]
    public void Code_ThatIsNotClean_IsReported(string path, string line, string named) =>
        HygieneRule.Check(One(path, $"\n{line}\n")).ShouldName($"{path}:2", named);

    [TestCase("Tune.Engine/A.cs", "#pragma" + " warning disable CA1000 // the name is the field's own")]
    [TestCase("Cluster/A.cs", "await Task." + "Delay(10);")]
    public void Code_ThatIsClean_Passes(string path, string line) =>
        HygieneRule.Check(One(path, line)).ShouldBeNone();

    [Test]
    public void Locks_OfThisTree_AreSaidInNames() => LockRule.Check(Repository.CSharp).ShouldBeNone();

    [TestCase("lock (_gate) { Add(); }", "", "Add is only called while a lock is held")]
    [TestCase("lock (_gate) { Begin(); }", "void Begin() => _items.Clear();", "Begin is only called while")]
    [TestCase("Add(); lock (_gate) { Begin(); }", "void Begin() => Add();", "Begin is only called while")]
    [TestCase("_gate.Wait(); try { Add(); } finally { _gate.Release(); }", "", "Add is only called while")]
    [TestCase("AddNeedsLock();", "", "AddNeedsLock is called by Do, which does not hold the lock")]
    [TestCase("lock (_gate) { Task.Run(() => AddNeedsLock()); }", "", "AddNeedsLock is called by Do")]
    public void Locks_NotSaidInAName_AreReported(string body, string more, string named) =>
        LockRule.Check(One("A.cs", Locked(body, more))).ShouldName("A.cs", named);

    [TestCase("Add(); lock (_gate) { Add(); }")]
    [TestCase("lock (_gate) { AddNeedsLock(); }")]
    [TestCase("lock (_gate) { _items.Add(Text()); }")]
    [TestCase("lock (_gate) { Task.Run(() => Add()); }")]
    public void Locks_SaidInNamesOrNotNeeded_Pass(string body) =>
        LockRule.Check(One("A.cs", Locked(body, ""))).ShouldBeNone();

    private static string Locked(string body, string more) => $$"""
        class A
        {
            readonly List<int> _items = [];
            public void Do() { {{body}} }
            {{more}}
            void {{(body.Contains("NeedsLock", StringComparison.Ordinal) ? "AddNeedsLock" : "Add")}}() => _items.Add(1);
            static string Text() => "";
        }
        """;

    [Test]
    public void Openings_OfThisTree_GoThroughOnePlace() => OpeningRule.Check(Repository.CSharp).ShouldBeNone();

    [TestCase("File.ReadAllBytes(path)")]
    [TestCase("File.OpenHandle(path)")]
    [TestCase("new FileStream(path, FileMode.Open)")]
    public void Openings_InTheStore_AreReported(string text)
    {
        OpeningRule.Check(One("Tune.Storage/Journal/Some.cs", text))
            .ShouldName("Tune.Storage/Journal/Some.cs:1", "StoreFile");
        OpeningRule.Check(One("Tune.Plots/Some.cs", text)).ShouldBeNone();
        OpeningRule.Check(One("Tune.Storage/Disks/StoreFile.cs", text)).ShouldBeNone();
    }
}
