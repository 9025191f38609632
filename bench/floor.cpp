// SPDX-License-Identifier: GPL-3.0-or-later
// bench_floor URL COLUMNS: the least that any scan in the client must do. Reads these columns of
// public.items by binary COPY and throws them away; written on libpq alone, blocking.
#include <cstdio>
#include <libpq-fe.h>
#include <string>

int main(int argc, char **argv)
{
    if (argc != 3) {
        std::fputs("usage: bench_floor URL COLUMNS\n", stderr);
        return 2;
    }
    PGconn *connection = PQconnectdb(argv[1]);
    const std::string statement =
        "COPY (SELECT " + std::string(argv[2]) + " FROM items) TO STDOUT (FORMAT binary)";
    PGresult *result = PQexec(connection, statement.c_str());
    if (PQresultStatus(result) != PGRES_COPY_OUT) {
        std::fputs(PQerrorMessage(connection), stderr);
        return 1;
    }
    PQclear(result);
    long long bytes = 0;
    char *row = nullptr;
    for (int size = 0; (size = PQgetCopyData(connection, &row, 0)) > 0;) {
        bytes += size;
        PQfreemem(row);
    }
    result = PQgetResult(connection);
    const bool complete = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    PQfinish(connection);
    std::printf("%lld bytes\n", bytes);
    return complete ? 0 : 1;
}
