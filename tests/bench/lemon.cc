// The transports alone by LEMON's network simplex (liblemon-dev), from the DIMACS files that transport.c writes.
//
// usage: lemon REPEATS FILE.min...   prints a line for each repeat: milliseconds from arrays to optimum, the graph's making included,
// and the sum of the costs
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

namespace {

struct Arc {
    int from, to;
    long capacity, cost;
};

struct Problem {
    std::vector<long> supplies;
    std::vector<Arc> arcs;
};

bool read(const char *path, Problem &problem)
{
    FILE *file = std::fopen(path, "r");
    char line[200];
    while (file != nullptr && std::fgets(line, sizeof line, file) != nullptr) {
        int nodes, arcs, from, to;
        long supply, low, capacity, cost;
        if (std::sscanf(line, "p min %d %d", &nodes, &arcs) == 2)
            problem.supplies.resize(nodes);
        else if (std::sscanf(line, "n %d %ld", &from, &supply) == 2)
            problem.supplies.at(from - 1) = supply;
        else if (std::sscanf(line, "a %d %d %ld %ld %ld", &from, &to, &low, &capacity, &cost) == 5)
            problem.arcs.push_back({from - 1, to - 1, capacity, cost});
    }
    return file != nullptr && std::fclose(file) == 0;
}

long solve(const Problem &problem)
{
    if (problem.arcs.empty())
        return 0; // nothing to move
    using Graph = lemon::SmartDigraph;
    Graph graph;
    graph.reserveNode(static_cast<int>(problem.supplies.size()));
    graph.reserveArc(static_cast<int>(problem.arcs.size()));
    std::vector<Graph::Node> nodes;
    for (size_t i = 0; i < problem.supplies.size(); i++)
        nodes.push_back(graph.addNode());
    std::vector<Graph::Arc> arcs;
    for (const Arc &arc : problem.arcs)
        arcs.push_back(graph.addArc(nodes[arc.from], nodes[arc.to]));
    Graph::NodeMap<long> supply(graph);
    Graph::ArcMap<long> capacity(graph), cost(graph);
    for (size_t i = 0; i < nodes.size(); i++)
        supply[nodes[i]] = problem.supplies[i];
    for (size_t i = 0; i < arcs.size(); i++) {
        capacity[arcs[i]] = problem.arcs[i].capacity;
        cost[arcs[i]] = problem.arcs[i].cost;
    }
    lemon::NetworkSimplex<Graph, long, long> simplex(graph);
    simplex.upperMap(capacity).costMap(cost).supplyMap(supply);
    if (simplex.run() != lemon::NetworkSimplex<Graph, long, long>::OPTIMAL) {
        std::fprintf(stderr, "lemon: no optimum\n");
        std::exit(1);
    }
    return simplex.totalCost<long>();
}

} // namespace

int main(int argc, char **argv)
{
    std::vector<Problem> problems;
    for (int i = 2; i < argc; i++) {
        problems.emplace_back();
        if (!read(argv[i], problems.back())) {
            std::fprintf(stderr, "lemon: cannot read %s\n", argv[i]);
            return 1;
        }
    }
    for (int repeat = 0; argc > 2 && repeat < std::atoi(argv[1]); repeat++) {
        auto begun = std::chrono::steady_clock::now();
        long sum = 0;
        for (const Problem &problem : problems)
            sum += solve(problem);
        std::printf("%.6f %ld\n", std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count(), sum);
    }
    return 0;
}
