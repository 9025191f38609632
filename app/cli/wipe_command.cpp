// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/data_options.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/data/wipe/wipe.h"

namespace arborist::cli {
namespace {

class WipeCommand final : public Command
{
public:
    const char *name() const override { return "wipe"; }
    QString help() const override
    {
        return CliText::tr("Take all rows out of all tables, or of some; undo puts them back");
    }

    void declare(CommandSpec &spec) override
    {
        m_options.declareTables(spec,
                                CliText::tr("Only these: names or patterns with commas between"));
        spec.flag("--cascade", m_cascades,
                  CliText::tr("Take along the tables that refer to them; the plan names each"));
        spec.flag("--keep-sequences", m_keepsSequences,
                  CliText::tr("Let numbers go on where they are; default: from the start"));
        m_options.declareLocks(spec);
    }

    int run(Session &session) override
    {
        data::WipeOrder order;
        order.tables = m_options.tables;
        order.takesReferring = m_cascades;
        order.keepsSequences = m_keepsSequences;
        order.lockSeconds = m_options.lockSeconds();
        const auto planned =
            planOverData(session, [&](const PlanTarget &target, const auto &ledgers,
                                      auto &connection, auto &context) {
                order.target = target;
                order.ledgers = ledgers;
                return data::planWipe(order, connection, context);
            });
        return runOperation(session, *planned);
    }

private:
    DataOptions m_options;
    bool m_cascades = false;
    bool m_keepsSequences = false;
};

} // namespace

std::unique_ptr<Command> makeWipeCommand()
{
    return std::make_unique<WipeCommand>();
}

} // namespace arborist::cli
