namespace Tune.Architecture.Tests.Api;

internal sealed class ApiTextTests
{
    [Test]
    public void Of_EachShape_ReadsAsItIsWritten()
    {
        var text = ApiText.Of(typeof(ApiSamples).GetNestedTypes());
        Assert.That(text, Is.EqualTo((string[])
        [
            "namespace Tune.Architecture.Tests.Api",
            "class ApiSamples.Canvas",
            "  (int, string) this[ApiSamples.Id id] { get; }",
            "  const int Limit = 3",
            "  int Width { get; }",
            "  new(int width, string? title = null)",
            "  static T Pick<T>(params T[] items) where T : struct",
            "  static readonly string Unit",
            "  string? Title { get; set; }",
            "enum ApiSamples.Colour { Red = 0, Green = 4 }",
            "interface ApiSamples.ISurface<T> : IDisposable where T : class",
            "  int Area { get; }",
            "  void Paint(T colour, CancellationToken cancellation = default)",
            "readonly record struct ApiSamples.Id(long Value)",
            "  static ApiSamples.Id First { get; }",
            "  static bool op_GreaterThan(ApiSamples.Id left, ApiSamples.Id right)",
            "  static bool op_LessThan(ApiSamples.Id left, ApiSamples.Id right)",
            "delegate string? ApiSamples.Painter(ApiSamples.Colour colour)",
            "abstract record ApiSamples.Shape(string Name, ApiSamples.Colour Colour = ApiSamples.Colour.Green)",
            "  abstract double Size(in ApiSamples.Id id, out int steps)",
            "  protected virtual void Draw()",
            "  required IReadOnlyList<string?> Notes { get; init; }",
            "sealed record ApiSamples.Square(string Name, double Side) : ApiSamples.Shape",
        ]));
    }

    [Test]
    public void Check_SameText_FindsNothing() => ApiRule
        .Check("a.txt", ["class A", "  int B { get; }"], ["class A", "  int B { get; }"]).ShouldBeNone();

    [Test]
    public void Check_AMemberMore_IsReportedWithItsType() => ApiRule
        .Check("a.txt", ["class A", "  int C()", "class B"], ["class A", "  int C()", "class B", "  int C()"])
        .ShouldName("a.txt", "+ class B: int C()");

    [Test]
    public void Check_ATypeLess_IsReported() => ApiRule
        .Check("a.txt", ["class A", "class B"], ["class A"]).ShouldName("a.txt", "- class B");
}
