using Tune.ChildProbe;
using Tune.Clustering.Children;

// A program for the tests of child processes: its training code does all that training code should not do.
if (ChildRunner.IsChild)
{
    return await ChildRunner.RunAsync(ProbeCode.All);
}

return args switch
{
    ["parent", var kind] => await Parent.RunAsync(kind),
    ["speed"] => await Speed.RunAsync(),
    ["node", var folder] => await EmbeddedNode.RunAsync(folder),
    _ => 2,
};
