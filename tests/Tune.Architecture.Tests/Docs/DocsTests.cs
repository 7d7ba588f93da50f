namespace Tune.Architecture.Tests.Docs;

internal sealed class DocsTests
{
    private static SourceFile Text(string text) => new("docs/a.md", text.Replace('~', '`'));

    private static IEnumerable<Finding> CheckBlocks(string text) =>
        CodeBlockRule.Check(Markdown.CSharpBlocks(Text(text)));

    private static IEnumerable<Finding> CheckLinks(string text) =>
        LinkRule.Check([Text(text), new("README.md", "# First steps\n")], ["README.md", "docs/a.md", "docs/b/c.png"]);

    [Test]
    public void CodeBlocks_OfThisTree_Compile() => Repository.Files(".md")
        .SelectMany(file => CodeBlockRule.Check(Markdown.CSharpBlocks(file)))
        .ShouldBeNone();

    [Test]
    public void CodeBlocks_ThatCompile_Pass()
    {
        CheckBlocks("~~~csharp\nConsole.WriteLine(new A(1));\nrecord A(int B);\n~~~\n").ShouldBeNone();
        CheckBlocks("~~~csharp\nusing Tune.Engine.Randomness;\nnamespace X;\nclass A { ulong B = Mix.Start; }\n~~~\n")
            .ShouldBeNone();
    }

    [Test]
    public void CodeBlocks_WithContextAbove_AreCompiledWithIt()
    {
        const string Block = "~~~csharp\nusing Tune.Engine.Randomness;\n_ = a + Mix.Start;\n_ = new C();\n~~~\n";
        CheckBlocks($"<!-- csharp\nusing System.Text;\nvar a = 1UL;\nclass C;\n-->\n\n{Block}").ShouldBeNone();
        CheckBlocks($"<!-- csharp class C; -->\n{Block}").ShouldName("docs/a.md:4", "'a' does not exist");
    }

    [Test]
    public void CodeBlocks_OfOneProgram_AreCompiledTogether()
    {
        const string First = "~~~csharp\nnamespace X;\nclass A : B;\n~~~\n";
        CheckBlocks($"{First}<!-- csharp with above -->\n~~~csharp\nnamespace X;\nclass B;\n~~~\n").ShouldBeNone();
        CheckBlocks($"{First}<!-- csharp with above\nclass B; -->\n~~~csharp\nnamespace Y;\nclass C : B;\n~~~\n")
            .ShouldBeNone();
        CheckBlocks($"{First}~~~csharp\nnamespace X;\nclass B;\n~~~\n").ShouldName("docs/a.md:3", "'B'");
        CheckBlocks($"{First}<!-- csharp with above -->\n~~~csharp\nnamespace X;\nclass B : C;\n~~~\n")
            .ShouldName("docs/a.md:8", "'C'");
    }

    [TestCase("text\n\n~~~csharp\nvar a = 1;\nvar b = new Missing();\n~~~\n", "docs/a.md:5", "Missing")]
    [TestCase("~~~csharp\nclass A\n{\n    int B => \"text\";\n}\n~~~\n", "docs/a.md:4", "CS0029")]
    [TestCase("~~~csharp\nvar a = 1\n~~~\n", "docs/a.md:2", "; expected")]
    [TestCase("~~~csharp\nvar a = 1;\n}\n~~~\n", "docs/a.md:3", "CS1022")]
    [TestCase("<!-- csharp var a = new Missing(); -->\n~~~csharp\n_ = a;\n~~~\n", "docs/a.md:3 (context)", "Missing")]
    public void CodeBlocks_ThatDoNotCompile_AreReported(string text, string where, string named) =>
        CheckBlocks(text).ShouldName(where, named);

    [TestCase("~~~\nnot code at all\n~~~\n")]
    [TestCase("~~~bash\ndotnet test\n~~~\n")]
    public void CodeBlocks_OfOtherLanguages_AreLeftAlone(string text) => CheckBlocks(text).ShouldBeNone();

    [Test]
    public void Links_OfThisTree_LeadSomewhere() =>
        LinkRule.Check([.. Repository.Files(".md")], Repository.AllPaths).ShouldBeNone();

    [TestCase("[a](../README.md) [b](b) ![c](b/c.png \"title\") [d](https://example.org/x) [e](#own)\n# Own\n")]
    [TestCase("[a](../README.md#first-steps) `[b](missing)` <img src=\"b/c.png\">\n")]
    [TestCase("~~~\n[a](missing)\n~~~\n")]
    public void Links_ThatLeadSomewhere_Pass(string text) => CheckLinks(text).ShouldBeNone();

    [TestCase("\n[a](missing.md)\n", "missing.md leads nowhere")]
    [TestCase("\n![a](b/d.png)\n", "b/d.png leads nowhere")]
    [TestCase("\n<img src=\"c.png\">\n", "c.png leads nowhere")]
    [TestCase("\n[a](../README.md#last-steps)\n", "no heading of README.md")]
    [TestCase("\n[a](#gone)\n", "no heading of docs/a.md")]
    public void Links_ThatLeadNowhere_AreReported(string text, string named) =>
        CheckLinks(text).ShouldName("docs/a.md:2", named);
}
