// SPDX-License-Identifier: GPL-3.0-or-later
// How the tables refer to each other: order, cycles, what goes along.
#include "services/data/tables/data_tables.h"

#include <algorithm>

namespace arborist::data {

namespace {

constexpr qsizetype kNone = -1;

} // namespace

/// Strongly connected components, each behind those that it refers to (Tarjan's algorithm, with a
/// stack of its own: chains of tables may be long).
std::vector<DataTables::Set> DataTables::groups(const Set &set) const
{
    std::vector<Set> edges(m_tables.size());
    std::vector<bool> isWanted(m_tables.size());
    for (const size_t index : set)
        isWanted[index] = true;
    for (const DataReference &key : m_references) {
        if (isWanted[key.from] && isWanted[key.to])
            edges[key.from].push_back(key.to);
    }
    std::vector<qsizetype> number(m_tables.size(), kNone);
    std::vector<qsizetype> lowest(m_tables.size(), kNone);
    std::vector<bool> isOpen(m_tables.size());
    std::vector<std::pair<size_t, size_t>> path; // table, its next edge
    Set open;
    std::vector<Set> groups;
    qsizetype next = 0;
    const auto enter = [&](size_t table) {
        number[table] = lowest[table] = next++;
        isOpen[table] = true;
        open.push_back(table);
        path.emplace_back(table, 0);
    };
    for (const size_t start : set) {
        if (number[start] == kNone)
            enter(start);
        while (!path.empty()) {
            const size_t table = path.back().first;
            if (path.back().second < edges[table].size()) {
                const size_t to = edges[table][path.back().second++];
                if (number[to] == kNone)
                    enter(to);
                else if (isOpen[to])
                    lowest[table] = std::min(lowest[table], number[to]);
                continue;
            }
            path.pop_back();
            if (!path.empty())
                lowest[path.back().first] = std::min(lowest[path.back().first], lowest[table]);
            if (lowest[table] != number[table])
                continue;
            Set group;
            do {
                group.push_back(open.back());
                isOpen[open.back()] = false;
                open.pop_back();
            } while (group.back() != table);
            std::ranges::sort(group);
            groups.push_back(std::move(group));
        }
    }
    return groups;
}

DataTables::Set DataTables::order(const Set &set) const
{
    Set ordered;
    for (const Set &group : groups(set))
        ordered.insert(ordered.end(), group.begin(), group.end());
    return ordered;
}

std::vector<DataTables::Set> DataTables::cycles(const Set &set) const
{
    std::vector<Set> found = groups(set);
    std::erase_if(found, [this](const Set &group) {
        return group.size() == 1 &&
               std::ranges::none_of(m_references, [&](const DataReference &key) {
                   return key.from == group[0] && key.to == group[0];
               });
    });
    return found;
}

DataTables::Set DataTables::cascade(const Set &set) const
{
    std::vector<Set> referring(m_tables.size());
    for (const DataReference &key : m_references)
        referring[key.to].push_back(key.from);
    std::vector<bool> isTaken(m_tables.size());
    Set open = set;
    Set taken;
    while (!open.empty()) {
        const size_t table = open.back();
        open.pop_back();
        if (isTaken[table])
            continue;
        isTaken[table] = true;
        taken.push_back(table);
        open.insert(open.end(), referring[table].begin(), referring[table].end());
    }
    std::ranges::sort(taken);
    return taken;
}

} // namespace arborist::data
