<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>ActivityPage</name>
    <message>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that takes time is a job: scans, opening a workspace. They are listed here until the window is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs of this session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AddressFamily</name>
    <message>
        <source>%1 and others</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AddressReference</name>
    <message>
        <source>nothing follows &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the url is neither a reference nor the address of a PostgreSQL database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write env:NAME, env:NAME@FILE, keychain:NAME, aws-secret:ID, neon:PROJECT/BRANCH or postgresql://host/database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the url holds a password, and this file is no place for one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the whole URL into a variable of .env, and write env:NAME here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AppMenu</name>
    <message>
        <source>Menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open address…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the workspace again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Arborist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ArgumentTexts</name>
    <message>
        <source>--size takes WIDTHxHEIGHT, for example 1366x768.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks after staged PostgreSQL databases and their trees of work items. Without an argument it opens the demo, with a database of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A project folder, or a connection string (postgresql://...).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save a picture of every page, light and dark, in that folder, and end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the window during the tour.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the log to standard error, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only one folder or connection string can be opened.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BarChart</name>
    <message>
        <source>%1 more in the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Catalog</name>
    <message>
        <source>There is no table %1.%2 in %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the name under [[hierarchy]] in arborist.toml, and that the migrations that create the table have been applied.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartPane</name>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, as a table</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CliText</name>
    <message>
        <source>Project folder; default: the nearest parent that looks like one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage to work on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A connection string instead of a stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One JSON document on standard output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print the plan and stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run only if the plan still has this hash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stage name that destructive operations need</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where a run&apos;s way back is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No progress bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell what is being done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands: %1. More: arboristctl --help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no command “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no option “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A command is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More: arboristctl %1 --help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks after staged PostgreSQL databases and the item hierarchies in them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, protected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, read only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not reachable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show where the target and the source lead: host, database, fingerprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedded server and its demo workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start: make the demo and leave the server running; stop: end the server; url: print the connection string</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of items, 1k to 10M (start)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demo has no plan to print.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out --dry-run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demo is running on PostgreSQL %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Project folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection string</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To end it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedded server has stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedded server was not running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demo is not running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it: arboristctl demo start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demo has no stage “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (SQLSTATE %1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detail:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hint:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare every derived value of the item hierarchy with what is expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the hierarchy in this table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the items of this organization</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List every value that differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exit with 4 when items have drifted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The organization “%1” has no items.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give its id as it stands in the table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No item hierarchy was found in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables with a foreign key to themselves, or with id and parent_id, are found by themselves. Others: [[hierarchy]] in arborist.toml</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No hierarchy here has an organization column.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scan without -o.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no hierarchy in “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hierarchies: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 on %2 is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 on %2 is healthy: all %3 items hold what is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 on %2: %3 of %4 items have drifted (%5).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Organizations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deepest level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Items where drift began</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Items below an orphan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In flight, not counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NULL stored for 0, not counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scanned in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 items/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Origins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repairable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Organizations with the most drift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drifted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without organization</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agrees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown, not checked (tried: %1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Item</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Organization</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Began here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--db and --target exclude each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--db takes the place of a stage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no project at or above %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name its folder with --workspace, or a database with --db. Without either: arboristctl demo start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check --workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the workspace %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project %1 has no stage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a database URL in .env or arborist.toml, or name one with --db.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no stage “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stages: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected in %1, PostgreSQL %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List the stages: environment, protection, address, reachable or not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no stages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answers in %1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PostgreSQL %1, a standby</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PostgreSQL %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last scan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 of %3 items of %4 have drifted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows, about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing needs attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs attention:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show how the database is: version, tables, sizes, health</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exit with 4 when something needs attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: database %2 at %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>under %1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>over %1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConfigTable</name>
    <message>
        <source>unknown key %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a string</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a value, or leave the line out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an integer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 must be between %2 and %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list of strings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list of tables, each under [[%1]]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list of tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 must be %2, not %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; in %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConnectError</name>
    <message>
        <source>Start the server, or check folder and port: its socket would be %1/.s.PGSQL.%2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the server (&quot;systemctl start postgresql&quot;, &quot;docker compose up&quot;), or check the port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check host and port, that the server runs and listens on this address, and that a firewall or security group lets you through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the user name (upper and lower case differ); &quot;psql -c &apos;\du&apos;&quot; lists the roles. A role needs LOGIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s pg_hba.conf does not admit user &quot;%1&quot; to database &quot;%2&quot; from here. Connect from an admitted address, or let an administrator add a line and reload.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may admit encrypted connections only: add sslmode=require.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at %1 offers no TLS, and the connection asks for it (sslmode=%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn on ssl at the server, or use sslmode=prefer where the network is trusted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No secure connection to %1 could be made (sslmode=%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the certificate of the authority that signed the server&apos;s with sslrootcert=FILE, check that the host name is the one in the certificate, or use sslmode=require, which does not check it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No server answers at %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at %1 cannot be reached.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network, the VPN, and that a firewall or security group lets you through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The socket in %1 may not be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use an account that may open the server&apos;s socket folder, or connect over TCP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no host named %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the host&apos;s name, the network and the VPN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program at %1 hung up before it said who it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the port: this may not be a PostgreSQL server, or it is just starting or crashed. Its log tells.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the connection string.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at %1 asks for a password of user &quot;%2&quot;, and none was given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put it into the connection string (postgresql://user:password@host/...), into PGPASSWORD, or into ~/.pgpass (permissions 0600).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at %1 did not answer within %2 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network, the VPN, and that a firewall or security group lets you through. A sleeping or far server may need more time: connect_timeout=SECONDS.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Connection</name>
    <message>
        <source>The statement has a NUL character in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A text has a NUL character in it, which PostgreSQL cannot store.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement is not the COPY expected.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConnectionInfo</name>
    <message>
        <source>Write it as postgresql://user:password@host:5432/database. In user name and password, write % as %25, @ as %40, : as %3A, / as %2F and # as %23.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write postgresql://user:password@host:5432/database or &quot;host=... port=5432 dbname=... user=...&quot;; a value with spaces stands in single quotes.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CopyRows</name>
    <message>
        <source>The server sent a COPY of an unknown format.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DataFolder</name>
    <message>
        <source>Free some room on the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the path is a file. Choose another folder with ARBORIST_DATA_DIR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder that you may write to with ARBORIST_DATA_DIR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 cannot be made: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file has its name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DateScale</name>
    <message>
        <source>Dates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dates, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dates, %1–%2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Demo</name>
    <message>
        <source>The demo&apos;s file %1 cannot be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the folder&apos;s permissions and the space left on the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A demo of %1 items cannot be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a size from %1 to %2 items.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program lacks its file %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install Arborist anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making indexes of stage %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making stage %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>items</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DetailsLoader</name>
    <message>
        <source>Read titles</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Arborist %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks after staged PostgreSQL databases and the trees of work items in them.

Free software under the GNU General Public License, version 3 or later. Qt %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the target stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read again, scan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty the search, leave it, close the job list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the selected rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open an address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the workspace again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A URL (postgresql://user@host/database) or key=value pairs as psql takes them. A password is used for this session and not stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DotenvExpander</name>
    <message>
        <source>the value of %1 refers to itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put a value with a dollar sign in single quotes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the defaults in the value of %1 are nested too deeply.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the value of %1 grows without bound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the value of %1 has ${ without a closing brace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs %2, which is not set.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DriftByKindModel</name>
    <message>
        <source>Id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Origins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repairable</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DriftByOrganizationModel</name>
    <message>
        <source>No organization</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Organization</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drifted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DriftOverTimeModel</name>
    <message>
        <source>Structure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counts and sums</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path and depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drifted items</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Environment</name>
    <message>
        <source>Development</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Staging</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Production</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EnvironmentFiles</name>
    <message>
        <source>%1 in the environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in %2, line %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Error</name>
    <message>
        <source>Cancelled. Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorState</name>
    <message>
        <source>What happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FieldType</name>
    <message>
        <source>%1 h</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileLock</name>
    <message>
        <source>The file %1 cannot be opened: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has to belong to you, on a disk with room.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FilterColumn</name>
    <message>
        <source>Organizations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drift kinds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Items</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FilterStrip</name>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Findings</name>
    <message>
        <source>The findings could not be written: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a place with enough room, and try again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HierarchyCharts</name>
    <message>
        <source>No drift was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No organization has drift.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By organization</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Over time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HierarchyJobs</name>
    <message>
        <source>Find hierarchies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scan %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read past scans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be written: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a place with enough room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 findings copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Findings written to %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HierarchyPage</name>
    <message>
        <source>Hierarchy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The search failed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last scan, %1, found %2 of %3 items drifted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No hierarchy in this database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No hierarchy found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A hierarchy is a table whose rows name their parent: a foreign key to the table itself, or columns id and parent_id. Others can be declared in arborist.toml under [[hierarchy]].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not scanned yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A scan reads the table once and compares every stored value with what follows from the items. It changes nothing and takes about 2 s for a million items.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has not been scanned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scanning %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading…, %1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1. Shown is the scan before. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comma separated values (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No item matches “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 item matches “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %2 items that match “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%2 items match “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtree of “%1”, item %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtree of item %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Titles could not be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HierarchyTools</name>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous finding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous finding (Shift+F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next finding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next finding (F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Findings as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hierarchy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Organization</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drifted and ancestors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Origins and ancestors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find title or ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy findings (too many; use CSV)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the scan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the hierarchy and compare (F5)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>it was made by a newer version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The history cannot be used: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the file may be read and written and the disk is not full. If it is damaged, move it away; a new one is made.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InspectorPane</name>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InspectorTable</name>
    <message>
        <source>Fields</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ItemInspector</name>
    <message>
        <source>Field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The item&apos;s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Origin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show subtree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select an item to see its stored and expected values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Item %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the origin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No organization</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Organization</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top level items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drifted items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ItemReader</name>
    <message>
        <source>A row of %1 has no id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map a column that is never NULL as the id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An id in %1 is %2 bytes long: “%3…”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ids of up to %1 bytes are read. Correct the row, or map another column as the id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds the id %2 twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A hierarchy needs ids that are unique; map the column that is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column %1 of %2 has more than 65,535 different values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map a column that holds a status, or none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>column %1 of item %2 in %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ItemText</name>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stored %1, expected %2%3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Item %1, reading title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dates %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No drift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drift: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ItemTreeModel</name>
    <message>
        <source>No organization</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 item</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Organization %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No drift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drifted: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drift</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ItemTreeView</name>
    <message>
        <source>Items</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobInspector</name>
    <message>
        <source>What happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No job selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a job to see when it ran and what it said.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobRunner</name>
    <message>
        <source>There is not enough memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close other programs, or limit the work, then run it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An unexpected failure: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An unexpected failure without words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No thread could be started: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A newer request took its place.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobTableModel</name>
    <message>
        <source>Job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobsBar</name>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: done in %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 running</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobsButton</name>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all jobs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JsonFile</name>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the permissions of the file and its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is damaged: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore it from a backup, or move it away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is in use by another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the permissions of %1 and the space on its disk.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Kind</name>
    <message>
        <source>Self parent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The item is its own parent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cycle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The item lies on a closed chain of parents.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orphan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parent does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Foreign parent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parent belongs to another organization.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stale path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored path names another parent: moved without path update.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Under deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A live item under a deleted or archived parent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too deep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The item lies deeper than the configured limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sibling has the same position.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored depth differs from the distance to the root.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored path differs from the chain of parents.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Child count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored number of live children differs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Item count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored number of live descendants differs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored number of done descendants differs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimate sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored sum of estimates differs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored progress differs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earliest start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored earliest start of the subtree differs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latest end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored latest end of the subtree differs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start after end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The item&apos;s own start lies after its own end.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KindModel</name>
    <message>
        <source>%1 %2: %3
%4 items, %5 origins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2, items: %3, origins: %4</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LoadingSkeleton</name>
    <message>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Open a project folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OpenerTexts</name>
    <message>
        <source>Opening the address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing the demo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OpeningView</name>
    <message>
        <source>No workspace open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A workspace is a project folder with its .env files, or the address of one database. The demo brings a database of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of opening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace could not be opened</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OrganizationModel</name>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All organizations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No organization</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, no drift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, drifted items: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OverTimeChart</name>
    <message>
        <source>Drift over time is drawn from the second scan on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>findings per scan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hh:mm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM hh:mm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show details</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageButton</name>
    <message>
        <source>%1, needs attention</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageHeader</name>
    <message>
        <source>Status of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageList</name>
    <message>
        <source>Menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QAbstractItemView</name>
    <message>
        <source>Copy rows</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScanProgress</name>
    <message>
        <source>Progress of the scan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServerError</name>
    <message>
        <source>The server was stopped, crashed or restarted, or the network failed. What was not committed is rolled back; check the server, then run it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to %1 was lost.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServerHints</name>
    <message>
        <source>Check user name and password: in the connection string, the .env file, PGPASSWORD or ~/.pgpass. In a URL, special characters of a password must be percent-encoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the role &quot;%1&quot; exists and may log in, and that pg_hba.conf of the server admits it from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the database&apos;s name (upper and lower case differ); &quot;psql -l&quot; lists those that the server has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close programs that use this server, use a pooled endpoint, or raise max_connections (or the limit of the role or database).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An administrator or a restart ended the session. What was not committed is rolled back; run it again once the server is up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server crashed and restarts. What was not committed is rolled back; look into its log before running this again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is starting, stopping or recovering. Try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database was dropped while it was in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session was idle for longer than idle_session_timeout. Connect again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The transaction was idle for longer than idle_in_transaction_session_timeout; it is rolled back. Run it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The role &quot;%1&quot; may not do this. Connect as the owner, or let the owner grant it: GRANT USAGE ON SCHEMA, GRANT SELECT ON the tables.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server or session is read-only: a standby, or default_transaction_read_only is set. Connect to the primary, or change the setting of role or database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another session holds the lock. pg_locks and pg_stat_activity show which; wait for it or end it, then run this again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement took longer than statement_timeout allows (see the settings of role, database and URL), or someone cancelled it on the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s disk is full. Free space there, then run this again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server ran out of memory. Close other sessions, or lower work_mem.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check schema and name, and that this database has the migrations that make the table: it may have been dropped or renamed meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the column&apos;s name, and that this database has the migrations that make it: it may have been dropped or renamed meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the schema&apos;s name, and that this database has the migrations that make it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another transaction changed the same rows. Nothing was changed here; run it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two transactions waited for each other, and this one was rolled back. Run it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the name; the object may belong to an extension or a migration that this database does not have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the name; the function may belong to an extension or a migration that this database does not have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This server&apos;s version or kind does not offer it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An earlier statement of the transaction failed; roll back first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A connection pooler (PgBouncer) hands every transaction to another session: prepared statements, SET, advisory locks and LISTEN do not work through it. Use the direct endpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On Neon that is the host %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServerText</name>
    <message>
        <source>%1 cannot be started: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 belongs to another user.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run this as that user, or choose another folder with ARBORIST_DATA_DIR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 is not private.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove it; it is made anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no place for the server&apos;s socket: %1 is longer than the %2 bytes that the system allows, and no short folder can be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder with a shorter path with ARBORIST_DATA_DIR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log %1 cannot be written: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has to belong to you, on a disk with room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the embedded database cluster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedded database cluster cannot be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedded database cluster cannot be put in its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 holds no whole PostgreSQL cluster.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move it aside, and a new cluster is made: mv %1 %1-old</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s settings cannot be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reason is in the details and in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk of %1 is full: free some room there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the permissions of %1: it has to belong to the account that runs the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system has too little memory left for the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move it aside, or choose another folder with ARBORIST_DATA_DIR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no account to run PostgreSQL as: it refuses to be run by root.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run this as an ordinary user, or add an account: sudo adduser --system --group postgres</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 is closed to the account %2, which runs the server for root.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave ARBORIST_DATA_DIR unset to use /var/lib/arborist, or open the way: chmod o+x %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be given to the account %2: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No PostgreSQL server is installed on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install it: sudo apt install postgresql-15</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedded cluster was made by PostgreSQL %1, which is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install it: sudo apt install postgresql-%1
Or start afresh and keep the old data aside: mv %2 %2-%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedded server neither starts nor stops.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processes of a crashed embedded server do not end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting the embedded server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedded server does not start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedded server does not get ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedded server does not stop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program has been starting or stopping the embedded server for minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End that program; its lock is then gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lease file is locked by another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedded server cannot be told to stay.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Close the workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to %1 is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was lost or given up earlier; what was not committed is rolled back. Connect again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>COPY does not run as a plain statement.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Snapshot</name>
    <message>
        <source>pt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>h</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SnapshotBuilder</name>
    <message>
        <source>rule unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edges to the root, from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>live or archived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 children</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 descendants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 descendants that are done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done work of own + live descendants, 0 to %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StageCharts</name>
    <message>
        <source>Answer time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No stage has answered yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Milliseconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>milliseconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StageChip</name>
    <message>
        <source>Stage %1, protected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StageInspector</name>
    <message>
        <source>What to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the address comes from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last scan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the stage answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use as target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leads to another database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leads to the database of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the address before anything is changed through this stage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At another address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standby</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Primary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not readable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>socket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database OID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No stage selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a stage to see how it answers and where its address comes from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 items of %3 drifted, %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is the target</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StageMonitor</name>
    <message>
        <source>Check %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StageTableModel</name>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database and address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last scan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StagesPage</name>
    <message>
        <source>Stages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check all stages (F5)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use as target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use as source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All environments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read past scans</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StagesPageStatus</name>
    <message>
        <source>%1 reachable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 without answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 without address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 leads to another database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 lead to another database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to look at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 being checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No stages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 stage: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 stages: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, checked %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusText</name>
    <message>
        <source>The index %1 is invalid: queries do not use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build it anew: REINDEX INDEX CONCURRENTLY %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The constraint %1 is not validated: old rows may break it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ALTER TABLE ... VALIDATE CONSTRAINT checks them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sequence %1 has used up 90 % of its numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it and its column a larger type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 connections are in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End idle sessions, or use a connection pooler.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The oldest row is %1 transactions old; at 2 billion the database stops.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run VACUUM FREEZE, and look for sessions and replication slots that hold it back.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TargetBar</name>
    <message>
        <source>No workspace open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target %1, protected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>protected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TargetButton</name>
    <message>
        <source>Target stage: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the target stage (Ctrl+T)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Text</name>
    <message>
        <source>The connection string is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a PostgreSQL connection string.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection string cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TomlFile</name>
    <message>
        <source>this is not TOML: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the line for a missing quote, bracket or equals sign.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gave up after 10 minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Waker</name>
    <message>
        <source>No descriptor is left: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise the limit of open files.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>The folder %1 does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the folder of a project, or the URL of a database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the permissions of the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the given URL</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WorkspaceReader</name>
    <message>
        <source>No address: neither a url in arborist.toml nor a file .env.%1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is reached through ssh (%1), which this version does not do. Open a tunnel, and point the url at its local end.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>arborist</name>
    <message>
        <source>Depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Children</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, inherited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, origin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, changed a moment ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: stored %2, expected %3%4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1%2. %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>arborist::hierarchy</name>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%n day(s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 percentage points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is stored, expected is %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored is %1, but nothing in the subtree has a date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored %1 is %3 later than the expected %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored %1 is %3 earlier than the expected %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored %1, expected %2: %3 too many.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored %1, expected %2: %3 missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The item names itself as its parent; it is shown as a root.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chain of parents leads back here. The edge to parent %1 closes it and is left out, since this member was the highest before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chain of parents leads back here through parent %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parent %1 does not exist; the item and %n item(s) below are shown apart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parent %1 belongs to another organization and does not count the item.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored path names parent %1, but the parent is %2: moved without a path update.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The item is live, its parent %1 is deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The item is live, its parent %1 is archived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The item lies %1 levels below its root; the limit is %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sibling has position %1, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored path differs; expected is %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored is %1, expected %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The item starts on %1 and ends on %2; it is read as the interval between them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed within the last minutes: in flight, not counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The difference began here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The difference began here; %n item(s) above inherit it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inherited: it follows from the parent&apos;s stored value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inherited: it follows from the children&apos;s stored values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number has more digits than Arborist compares (18 in all, 9 decimals).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Declare the column as numeric(18,9) or narrower, or leave it out of the mapping in arborist.toml.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number is NaN or infinite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the value, or leave the column out of the mapping.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows of this table are filtered by a policy, so its health cannot be judged. Connect as the table&apos;s owner or a role with BYPASSRLS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>own + live descendants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>live descendants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>live leaves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>children, own where none has dates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>own + children</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 separated by “%2”, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>own label included</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ancestors only</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>arborist::hierarchy::Builder</name>
    <message>
        <source>The parent column needs the type of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a date or timestamp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no column %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the name under [[hierarchy]] in arborist.toml, or leave it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column %1 of %2 is of type %3. %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name another column under [[hierarchy]] in arborist.toml, or leave this one out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ids are whole numbers, uuid or text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A boolean or a timestamp is needed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needed here: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sum needs an estimate column, and none is named.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its type does not fit %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number or text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A path is text.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>arborist::hierarchy::Scan</name>
    <message>
        <source>Reading %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no organization column.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scan the whole table, or name the column under [[hierarchy]] in arborist.toml.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>arborist::hierarchy_texts</name>
    <message>
        <source>The table has no rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 items, no drift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 origin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 origins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 items drifted; %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; %1 in flight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, scanned %2 in %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rule unknown, not compared: %1. Declare it in arborist.toml.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No permission to read %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the hierarchy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hierarchies could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be scanned</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>arborist::inspector_words</name>
    <message>
        <source>1 item</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 finding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more than %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 above and below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 follow from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed within the last minutes: in flight, not counted. The next scan will tell.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Origin of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Origin of %1 here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 inherited.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 inherited from item %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 = %2; %3 % of %4 inner items agree.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>arborist::stages</name>
    <message>
        <source>%1 is set neither in the environment nor in .env.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a line %1=postgresql://... to %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, which should hold %2, does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create it with a line %1=postgresql://..., or name another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not set in %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a line %1=postgresql://... to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not hold the address of a PostgreSQL database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It should begin with postgresql:// or postgres://.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is a kind of reference that this version does not follow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the address into a variable of .env, and write env:NAME for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>... (host, database, user)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the url in arborist.toml</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;env:&quot; is not followed by the name of a variable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write env:NAME, or env:NAME@.env.staging.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a string</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an integer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a decimal number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a date or time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did you mean &quot;%1&quot;? %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, the record of known databases, is of another version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it with the version of Arborist that wrote it; or move it away, and every stage counts as seen for the first time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a local socket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 leads to another database than on record: %2 (%3) instead of %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is the database of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is the same: the database may have been dropped and created again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database on record, now at %1 instead of %2: a failover, or a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not tell its identity to this role: only address and number of the database are those on record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database on record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database on record since %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and %2 lead to the same database, %3 (%4).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A standby with the identity of the database of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Has the identity of the database of %1 but answers from %2: a copy of it, or the same server by another way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First contact, and the server does not tell its identity to this role.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First contact: %1 (%2) is now on record for %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the scale of progress is 1 or 100.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no time zone &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name it as in &quot;Europe/Berlin&quot; or &quot;UTC&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a duration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as in &quot;5 min&quot;, &quot;90 s&quot; or &quot;1 h&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a [[hierarchy]] needs its table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a line like table = &quot;public.items&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the name of a table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as in public.items, or with double quotes around names that contain a dot.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the hierarchy names what is done, but no status column.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a line like status = &quot;status&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs system_identifier and database_oid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a date and time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as in &quot;2026-03-01T09:12:00Z&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>require_columns needs %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write { tables = [&quot;reports&quot;], columns = [&quot;session_id&quot;] }.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a rule of the policy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write risk, environment and caller in one quoted key: &quot;destructive.staging.pipeline&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a recipe needs its %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a name for a stage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use letters, digits, dashes and dots: it is typed on the command line and to confirm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not exist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create it, or name another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not a regular file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a text file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is larger than %1 and is not read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that this is the intended file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the permissions of the file and its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not a UTF-8 text file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save it as UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 names no database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a line DB_CONNECTION_STRING=postgresql://... to %1, declare [stages.local] in arborist.toml, or give the URL of a database instead of a folder.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>arborist::stages::Scanner</name>
    <message>
        <source>this line is not NAME=value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it with # if it is a comment; put a value of several lines in quotes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the quote that opens the value of %1 is never closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close it, or put the value in quotes of another kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the value of %1 goes on after its closing quote.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a quote inside of a value as \&quot;, or put the value in quotes of another kind.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>postgres</name>
    <message>
        <source>The stage %1 has no address.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
