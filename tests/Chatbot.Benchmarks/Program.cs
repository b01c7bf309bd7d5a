// dotnet run -c Release --project tests/Chatbot.Benchmarks -- --filter '*' --job short
using BenchmarkDotNet.Running;
using Chatbot.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(AnalysisBenchmarks).Assembly).Run(args);
