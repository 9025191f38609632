// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/rules_dialog.h"

#include "ui/hierarchy/hierarchy_texts.h"
#include "ui/style/metrics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/line.h"
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr size_t kMostCandidates = 6;

/// What an entry of a combo box stands for.
enum Entry { Settings = Qt::UserRole, Reopens };

QString percent(double share)
{
    return QLocale().toString(share * 100, 'f', 1);
}

QVariant toVariant(const RuleSettings &settings)
{
    QVariantMap map;
    for (auto it = settings.begin(); it != settings.end(); ++it)
        map.insert(it.key(), it.value());
    return map;
}

void merge(RuleSettings &into, const QVariant &settings)
{
    const QVariantMap map = settings.toMap();
    for (auto it = map.begin(); it != map.end(); ++it)
        into.insert(it.key(), it->toString());
}

QWidget *basePane()
{
    auto *pane = new QWidget;
    pane->setBackgroundRole(QPalette::Base);
    pane->setAutoFillBackground(true);
    return pane;
}

/// What is to be open for the column's rule to be found out again.
RuleSettings openingOf(Kind kind, bool switches)
{
    Rules usual;
    usual.depthBase = 0; // one that is not set is not told
    return settingsOf(kind, usual, switches);
}

} // namespace

RulesDialog::RulesDialog(const Snapshot &snapshot, QWidget *parent)
    : QDialog(parent),
      m_chosenBefore(chosenSettings(snapshot.mapping().rules))
{
    const QString table = snapshot.mapping().qualifiedName();
    setWindowTitle(tr("Rules"));
    setAccessibleName(tr("Rules of %1").arg(table));
    setBackgroundRole(QPalette::Base);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead(table));
    column->addWidget(new Line(Qt::Horizontal));
    column->addWidget(makeRows(snapshot), 1);
    column->addWidget(new Line(Qt::Horizontal));
    column->addWidget(makeFooter());
    resize(px(760), sizeHint().height());
    updateButtons();
    for (const Row &row : m_rows) {
        if (!row.fit.known && row.combo->isEnabled()) {
            row.combo->setFocus();
            break;
        }
    }
}

QWidget *RulesDialog::makeHead(const QString &table)
{
    auto *title = new Label(FontRole::Title);
    title->setElide(Qt::ElideRight);
    title->setFullText(tr("Rules of %1").arg(table));
    auto *sentence = new Label(FontRole::Body, Tone::Muted);
    sentence->setText(tr("Stored values are compared with what these rules expect. Where the data "
                         "do not tell the rule, nothing is compared until one is chosen."));
    sentence->setWordWrap(true);
    auto *head = basePane();
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(px(metrics::pageMargin), px(14), px(metrics::pageMargin), px(12));
    column->setSpacing(px(5));
    column->addWidget(title);
    column->addWidget(sentence);
    return head;
}

QWidget *RulesDialog::makeRows(const Snapshot &snapshot)
{
    auto *rows = basePane();
    auto *grid = new QGridLayout(rows);
    grid->setContentsMargins(px(metrics::pageMargin), px(12), px(metrics::pageMargin), px(12));
    grid->setHorizontalSpacing(px(12));
    grid->setVerticalSpacing(px(4));
    grid->setColumnStretch(1, 1);
    for (const RuleFit &fit : snapshot.rules())
        addRow(*grid, fit);
    grid->setRowStretch(grid->rowCount(), 1);
    return rows;
}

void RulesDialog::addRow(QGridLayout &grid, const RuleFit &fit)
{
    const int at = grid.rowCount();
    auto *name = new Label(FontRole::Table);
    name->setElide(Qt::ElideMiddle);
    name->setFullText(fit.column);
    name->setToolTip(title(fit.kind));
    name->setFixedWidth(px(136));
    QComboBox *combo = makeCombo(fit);
    name->setBuddy(combo);
    auto *source = new Label(FontRole::Caption, fit.known ? Tone::Muted : Tone::Drift);
    source->setText(hierarchy_texts::sourceOf(fit));
    auto *agreement = new Label(FontRole::Caption, Tone::Muted);
    agreement->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    if (fit.known)
        agreement->setText(tr("%1 %").arg(percent(fit.agreement)));
    agreement->setToolTip(tr("Share of the inner items that agree with the rule"));
    grid.addWidget(name, at, 0);
    grid.addWidget(combo, at, 1);
    grid.addWidget(agreement, at, 2);
    grid.addWidget(source, at, 3);
    m_rows.push_back({fit, combo, combo->currentIndex()});
}

QComboBox *RulesDialog::makeCombo(const RuleFit &fit)
{
    auto *combo = new QComboBox;
    combo->setObjectName(fit.column);
    combo->setAccessibleName(tr("Rule of %1").arg(fit.column));
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(20);
    combo->setFixedHeight(px(28));
    if (fit.source != RuleSource::Fitted) {
        combo->addItem(fit.rule);
        if (fit.source != RuleSource::Declared) {
            combo->addItem(tr("Find it out from the data again"));
            combo->setItemData(1, true, Reopens);
        }
    } else if (!fit.known) {
        combo->addItem(tr("Leave it open"));
    }
    int current = 0;
    for (size_t i = 0; i < std::min(fit.candidates.size(), kMostCandidates); ++i) {
        const RuleCandidate &candidate = fit.candidates[i];
        const bool inUse = fit.known && candidate.rule == fit.rule;
        if (inUse)
            current = combo->count();
        // Of the rule in use the share of all items stands beside it.
        combo->addItem(
            inUse ? fit.rule
                  : tr("%1 (%2 % agree)").arg(candidate.rule, percent(candidate.agreement)));
        combo->setItemData(combo->count() - 1, toVariant(candidate.settings), Settings);
    }
    if (combo->count() == 0)
        combo->addItem(fit.rule);
    for (int i = 0; i < combo->count(); ++i)
        combo->setItemData(i, combo->itemText(i), Qt::ToolTipRole);
    combo->setCurrentIndex(current);
    combo->setEnabled(combo->count() > 1);
    connect(combo, &QComboBox::currentIndexChanged, this, [this, combo] {
        combo->setToolTip(combo->currentText());
        updateButtons();
    });
    combo->setToolTip(combo->currentText());
    return combo;
}

QWidget *RulesDialog::makeFooter()
{
    auto *footer = new QWidget;
    footer->setAutoFillBackground(true);
    footer->setBackgroundRole(QPalette::Window);
    footer->setFixedHeight(px(64));
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(px(metrics::pageMargin), 0, px(metrics::pageMargin), 0);
    m_keep = new QCheckBox(tr("Keep for this workspace on this machine"));
    m_keep->setToolTip(tr("Scans, scheduled ones and repairs of the window and of arboristctl take "
                          "the rules, until they are found out from the data again. "
                          "arborist.toml outranks them."));
    auto *buttons = new QDialogButtonBox;
    m_scan = primaryButton(tr("Scan again"));
    buttons->addButton(m_scan, QDialogButtonBox::AcceptRole);
    auto *cancel = plainButton(tr("Cancel"));
    buttons->addButton(cancel, QDialogButtonBox::RejectRole);
    row->addWidget(m_keep);
    row->addStretch(1);
    row->addWidget(buttons);
    connect(m_keep, &QCheckBox::toggled, this, &RulesDialog::updateButtons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return footer;
}

void RulesDialog::updateButtons()
{
    if (!m_scan)
        return;
    const RuleChoice wanted = choice();
    m_scan->setEnabled(!wanted.chosen.isEmpty() || !wanted.reopened.isEmpty());
}

RuleChoice RulesDialog::choice() const
{
    RuleChoice wanted;
    wanted.keep = m_keep->isChecked();
    if (wanted.keep) // what was chosen for now is meant, too
        wanted.chosen = m_chosenBefore;
    // What counts for all columns alike is opened with the child count, where there is one.
    const bool switches =
        std::ranges::none_of(m_rows, [](const Row &row) { return row.fit.kind == Kind::R1; });
    for (const Row &row : m_rows) {
        const int index = row.combo->currentIndex();
        if (index == row.initial)
            continue;
        if (row.combo->itemData(index, Reopens).toBool())
            wanted.reopened.insert(openingOf(row.fit.kind, switches));
        else
            merge(wanted.chosen, row.combo->itemData(index, Settings));
    }
    for (const QString &key : wanted.reopened.keys())
        wanted.chosen.remove(key);
    return wanted;
}

} // namespace arborist
