// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/data_options.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/data/transfer/export.h"
#include <QDir>

namespace arborist::cli {
namespace {

class ExportCommand final : public Command
{
public:
    const char *name() const override { return "export"; }
    QString help() const override
    {
        return CliText::tr("Write the rows of all tables, or of some, into a folder");
    }

    void declare(CommandSpec &spec) override
    {
        spec.words("PATH", m_path, 1,
                   CliText::tr("The folder; default: .ds/data/STAGE of the project. An older "
                               "export there is replaced once the new one is complete"));
        m_options.declareTables(
            spec, CliText::tr("Only these: names or patterns with commas between, as in "
                              "'items,public.it*'"));
        spec.flag("--csv", m_csv,
                  CliText::tr("As CSV, which other programs read; default: the "
                              "binary form of COPY"));
        spec.option("--jobs", m_jobs, 1, 64,
                    CliText::tr("Connections at the same time; default: by the processors"));
    }

    int run(Session &session) override
    {
        data::ExportOrder order;
        order.tables = m_options.tables;
        order.options.format = m_csv ? data::CopyFormat::Csv : data::CopyFormat::Binary;
        order.options.connections = int(m_jobs);
        order.folder = m_path.isEmpty()
                           ? data::defaultExportFolder(session.workspace(), session.stage())
                           : QDir::current().absoluteFilePath(m_path.front());
        const auto planned =
            planOverData(session, [&](const PlanTarget &target, const auto &ledgers,
                                      auto &connection, auto &context) {
                order.target = target;
                order.ledgers = ledgers;
                return data::planExport(order, connection, context);
            });
        return runOperation(session, *planned);
    }

private:
    QStringList m_path;
    DataOptions m_options;
    bool m_csv = false;
    qint64 m_jobs = 0;
};

} // namespace

std::unique_ptr<Command> makeExportCommand()
{
    return std::make_unique<ExportCommand>();
}

} // namespace arborist::cli
