namespace Tune.Architecture.Tests.Rooms;

internal sealed class RoomTests
{
    private const string Engine = "namespace Tune.Sample.Engine; public class Motor { public int Speed; }";

    private static IEnumerable<string> Projects() => Repository.ProjectFolders().Keys
        .Where(folder => !folder.StartsWith("tests/", StringComparison.Ordinal));

    [TestCaseSource(nameof(Projects))]
    public void Rooms_OfThisTree_PointOneWay(string folder)
    {
        var project = Repository.ProjectFolders()[folder];
        var files = Repository.CSharp
            .Where(file => file.Path.StartsWith(folder + "/", StringComparison.Ordinal)).ToArray();
        var isPlain = !RoomRule.Check(project, RoomReader.Possible(project, files)).Any();
        RoomRule.Check(project, isPlain ? [] : RoomReader.Arrows(project, files)).ShouldBeNone();
    }

    [Test]
    public void Arrows_OneWay_Pass() => Check(
            Engine, "using Tune.Sample.Engine; namespace Tune.Sample.Car; class Wheel { Motor? _driven; }")
        .ShouldBeNone();

    [TestCase("Motor? _driven;", TestName = "Arrows_ByAName_AreSeen")]
    [TestCase("Engine.Motor? _driven;", TestName = "Arrows_ByAQualifiedName_AreSeen")]
    [TestCase("int Turn() => Shop.Get().Speed;", TestName = "Arrows_ByAMemberOfAValue_AreSeen")]
    [TestCase("int Turn() => Shop.Get().Rev();", TestName = "Arrows_ByAnExtension_AreSeen")]
    [TestCase("/* Motor */ string Motor => \"\";", TestName = "Arrows_ByTheSameWord_AreNone")]
    public void Arrows_OfAUse_AreSeen(string use)
    {
        var arrows = Arrows(
            Engine + " public static class Revving { public static int Rev(this Motor motor) => motor.Speed; }",
            "namespace Tune.Sample.Shops; public static class Shop { public static Engine.Motor Get() => new(); }",
            "using Tune.Sample.Engine; using Tune.Sample.Shops; namespace Tune.Sample.Car; class Wheel { "
                + use + " }");
        Assert.That(
            arrows.Any(arrow => arrow is { From: "Car", To: "Engine", Where: "Tune.Sample/3.cs:1" }),
            Is.EqualTo(!use.Contains("/*", StringComparison.Ordinal)));
    }

    [Test]
    public void Loops_OfTwo_NameBothDirectionsAndFiles() => Check(
            "namespace Tune.Sample.Engine; class Motor { Tune.Sample.Car.Wheel? _spare; }",
            "namespace Tune.Sample.Car;\nclass Wheel { Tune.Sample.Engine.Motor? _driven; }")
        .ShouldName("Tune.Sample/2.cs:2", "Car -> Engine (Tune.Sample/2.cs:2 names Motor), "
            + "Engine -> Car (Tune.Sample/1.cs:1 names Wheel)");

    [Test]
    public void Loops_ByWayOfAThird_AreReported() => Check(
            "namespace Tune.Sample.A; class A1 { B.B1? _next; }",
            "namespace Tune.Sample.B; class B1 { C.C1? _next; }",
            "namespace Tune.Sample.C; class C1 { A.A1? _next; }")
        .ShouldName("Tune.Sample/1.cs", "A -> B (Tune.Sample/1.cs:1 names B1), B -> C");

    [Test]
    public void Loops_WithTheFilesOnTop_AreReported() => Check(
            "namespace Tune.Sample; class Top { A.A1? _next; }", "namespace Tune.Sample.A; class A1 { Top? _back; }")
        .ShouldName("Tune.Sample/1.cs", "(top) -> A");

    [Test]
    public void Loops_OfAFolderBelow_AreItsRooms() => Check(
            "namespace Tune.Sample.A.Deep; class A1 { B.B1? _next; }",
            "namespace Tune.Sample.B; class B1 { A.A2? _next; }",
            "namespace Tune.Sample.A; class A2;")
        .ShouldName("Tune.Sample/1.cs", "A -> B");

    private static IEnumerable<Finding> Check(params string[] texts) =>
        RoomRule.Check("Tune.Sample", Arrows(texts));

    private static IReadOnlyList<RoomArrow> Arrows(params string[] texts) => RoomReader.Arrows(
        "Tune.Sample", [.. texts.Select((text, index) => new SourceFile($"Tune.Sample/{index + 1}.cs", text))]);
}
