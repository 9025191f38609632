// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/data_options.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/data/transfer/import.h"
#include <QDir>

namespace arborist::cli {
namespace {

class ImportCommand final : public Command
{
public:
    const char *name() const override { return "import"; }
    QString help() const override
    {
        return CliText::tr("Replace rows of tables by those of an export, in one transaction");
    }

    void declare(CommandSpec &spec) override
    {
        spec.positional("PATH", m_path, CliText::tr("The folder that export has written"));
        m_options.declareTables(spec,
                                CliText::tr("Only these: names or patterns with commas between"));
        spec.option("--triggers", m_triggers, QStringLiteral("fire|skip"),
                    CliText::tr("Whether triggers of the tables fire for the rows; default: skip"));
        m_options.declareLocks(spec);
    }

    int run(Session &session) override
    {
        if (m_triggers != u"fire" && m_triggers != u"skip")
            throw Error::usage(CliText::tr("“%1” is nothing for --triggers.").arg(m_triggers),
                               CliText::tr("Write fire or skip."));
        data::ImportOrder order;
        order.folder = QDir::current().absoluteFilePath(m_path);
        order.tables = m_options.tables;
        order.firesTriggers = m_triggers == u"fire";
        order.lockSeconds = m_options.lockSeconds();
        const auto planned =
            planOverData(session, [&](const PlanTarget &target, const auto &ledgers,
                                      auto &connection, auto &context) {
                order.target = target;
                order.ledgers = ledgers;
                return data::planImport(order, connection, context);
            });
        return runOperation(session, *planned);
    }

private:
    QString m_path;
    DataOptions m_options;
    QString m_triggers = QStringLiteral("skip");
};

} // namespace

std::unique_ptr<Command> makeImportCommand()
{
    return std::make_unique<ImportCommand>();
}

} // namespace arborist::cli
