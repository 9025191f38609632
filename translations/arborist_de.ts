<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
    <context>
        <name>arborist</name>
        <message>
            <source>1 database</source>
            <translation>1 Datenbank</translation>
        </message>
        <message>
            <source>%1 databases</source>
            <translation>%1 Datenbanken</translation>
        </message>
        <message>
            <source>Plan the backup of %1</source>
            <translation>Sicherung von %1 planen</translation>
        </message>
        <message>
            <source>Back up %1</source>
            <translation>%1 sichern</translation>
        </message>
        <message>
            <source>Back up</source>
            <translation>Sichern</translation>
        </message>
        <message>
            <source>Everything that the database holds as of one moment, into %1. It is only read, and what was written is verified.</source>
            <translation>Alles, was die Datenbank enthält, mit dem Stand eines einzigen Moments, in %1. Sie wird nur gelesen, und das Geschriebene wird geprüft.</translation>
        </message>
        <message>
            <source>Plan the restore of %1</source>
            <translation>Wiederherstellung von %1 planen</translation>
        </message>
        <message>
            <source>Restore %1</source>
            <translation>%1 wiederherstellen</translation>
        </message>
        <message>
            <source>Restore into %1</source>
            <translation>In %1 wiederherstellen</translation>
        </message>
        <message>
            <source>Restore</source>
            <translation>Wiederherstellen</translation>
        </message>
        <message>
            <source>Restore into a new database %1</source>
            <translation>In eine neue Datenbank %1 wiederherstellen</translation>
        </message>
        <message>
            <source>Fills it from %1 on the server of %2, and counts its rows. Nothing is replaced.</source>
            <translation>Befüllt sie aus %1 auf dem Server von %2 und zählt ihre Zeilen. Nichts wird ersetzt.</translation>
        </message>
        <message>
            <source>Fills a new database from %1, counts its rows, and only then puts it in the place of the one in use.</source>
            <translation>Befüllt eine neue Datenbank aus %1, zählt ihre Zeilen und setzt sie erst dann an die Stelle der verwendeten.</translation>
        </message>
        <message>
            <source>Replaces what the database holds by %1, in one transaction: all of it or nothing.</source>
            <translation>Ersetzt, was die Datenbank enthält, durch %1, in einer Transaktion: alles oder nichts.</translation>
        </message>
        <message>
            <source>Look for backups that have expired</source>
            <translation>Abgelaufene Sicherungen suchen</translation>
        </message>
        <message>
            <source>Delete backups that have expired</source>
            <translation>Abgelaufene Sicherungen löschen</translation>
        </message>
        <message>
            <source>Clean up</source>
            <translation>Bereinigen</translation>
        </message>
        <message>
            <source>Delete %1 that have expired</source>
            <translation>Abgelaufene löschen: %1</translation>
        </message>
        <message>
            <source>Automatic backups of all stages that are older than %1 days, but never the newest of a stage. Manual ones are kept for ever.</source>
            <translation>Automatische Sicherungen aller Stages, die älter als %1 Tage sind, aber nie die neueste einer Stage. Manuelle werden für immer aufbewahrt.</translation>
        </message>
        <message>
            <source>Delete %1</source>
            <translation>%1 löschen</translation>
        </message>
        <message>
            <source>Plan to delete %1</source>
            <translation>Löschen von %1 planen</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Löschen</translation>
        </message>
        <message>
            <source>Deletes the files and their manifests. No database is touched.</source>
            <translation>Löscht die Dateien und ihre Manifeste. Keine Datenbank wird berührt.</translation>
        </message>
        <message>
            <source>Plan to drop databases that were put aside</source>
            <translation>Löschen beiseitegelegter Datenbanken planen</translation>
        </message>
        <message>
            <source>Drop databases that were put aside</source>
            <translation>Beiseitegelegte Datenbanken löschen</translation>
        </message>
        <message>
            <source>Drop</source>
            <translation>Löschen</translation>
        </message>
        <message>
            <source>Drop %1 put aside beside %2</source>
            <translation>%1 löschen, neben %2 beiseitegelegt</translation>
        </message>
        <message>
            <source>The database in use is not touched. The runs that put them aside cannot be taken back any more.</source>
            <translation>Die verwendete Datenbank wird nicht berührt. Die Aufträge, von denen die beiseitegelegten stammen, können nicht mehr zurückgenommen werden.</translation>
        </message>
        <message>
            <source>Drop %1</source>
            <translation>%1 löschen</translation>
        </message>
        <message>
            <source>--size takes WIDTHxHEIGHT, for example 1366x768.</source>
            <translation>--size erwartet WIDTHxHEIGHT, zum Beispiel 1366x768.</translation>
        </message>
        <message>
            <source>Looks after staged PostgreSQL databases and their trees of work items. Without an argument it opens the demo, with a database of its own.</source>
            <translation>Betreut gestufte PostgreSQL-Datenbanken und ihre Bäume von Arbeitseinträgen. Ohne Argument öffnet sich die Demo mit eigener Datenbank.</translation>
        </message>
        <message>
            <source>A project folder, or a connection string (postgresql://...).</source>
            <translation>Ein Projektordner oder eine Verbindungszeichenfolge (postgresql://...).</translation>
        </message>
        <message>
            <source>Save a picture of every page, light and dark, in that folder, and end.</source>
            <translation>Ein Bild jeder Seite, hell und dunkel, in diesem Ordner speichern und enden.</translation>
        </message>
        <message>
            <source>Size of the window during the tour.</source>
            <translation>Größe des Fensters während des Rundgangs.</translation>
        </message>
        <message>
            <source>Write the log to standard error, too.</source>
            <translation>Das Protokoll auch auf die Standardfehlerausgabe schreiben.</translation>
        </message>
        <message>
            <source>Only one folder or connection string can be opened.</source>
            <translation>Nur ein Ordner oder eine Verbindungszeichenfolge kann geöffnet werden.</translation>
        </message>
        <message>
            <source>No AWS region is named.</source>
            <translation>Es ist keine AWS-Region genannt.</translation>
        </message>
        <message>
            <source>Name it in arborist.toml: aws = { region = "eu-central-1" }, in AWS_REGION, or with: aws configure set region eu-central-1 --profile %1</source>
            <translation>Sie in arborist.toml nennen: aws = { region = "eu-central-1" }, in AWS_REGION oder mit: aws configure set region eu-central-1 --profile %1</translation>
        </message>
        <message>
            <source>What %1 answered is not JSON.</source>
            <translation>Die Antwort von %1 ist kein JSON.</translation>
        </message>
        <message>
            <source>Check AWS_ENDPOINT_URL and the proxy, and try again.</source>
            <translation>AWS_ENDPOINT_URL und den Proxy prüfen und erneut versuchen.</translation>
        </message>
        <message>
            <source>%1 is there, but %2 is not.</source>
            <translation>%1 ist vorhanden, %2 aber nicht.</translation>
        </message>
        <message>
            <source>Give both, or neither.</source>
            <translation>Entweder beide angeben oder keines von beiden.</translation>
        </message>
        <message>
            <source>profile %1 in %2</source>
            <translation>Profil %1 in %2</translation>
        </message>
        <message>
            <source>There is no AWS profile "%1".</source>
            <translation>Es gibt kein AWS-Profil "%1".</translation>
        </message>
        <message>
            <source>Create it with: aws configure sso --profile %1</source>
            <translation>Anlegen mit: aws configure sso --profile %1</translation>
        </message>
        <message>
            <source>Profiles: %1.</source>
            <translation>Profile: %1.</translation>
        </message>
        <message>
            <source>Looked at: %1, %2.</source>
            <translation>Nachgesehen in: %1, %2.</translation>
        </message>
        <message>
            <source>the environment</source>
            <translation>die Umgebung</translation>
        </message>
        <message>
            <source>Renew AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and start again.</source>
            <translation>AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY und AWS_SESSION_TOKEN erneuern und neu starten.</translation>
        </message>
        <message>
            <source>AWS_ACCESS_KEY_ID in the environment (not set)</source>
            <translation>AWS_ACCESS_KEY_ID in der Umgebung (nicht gesetzt)</translation>
        </message>
        <message>
            <source>The AWS profile "%1" asks for a code of a device (mfa_serial).</source>
            <translation>Das AWS-Profil "%1" verlangt den Code eines Geräts (mfa_serial).</translation>
        </message>
        <message>
            <source>Assume the role in a terminal, and start from there: eval "$(aws configure export-credentials --profile %1 --format env)"</source>
            <translation>Die Rolle in einem Terminal übernehmen und von dort starten: eval "$(aws configure export-credentials --profile %1 --format env)"</translation>
        </message>
        <message>
            <source>The AWS profiles %1 are each other's source.</source>
            <translation>Die AWS-Profile %1 nennen sich gegenseitig als Quelle.</translation>
        </message>
        <message>
            <source>Correct source_profile in %1.</source>
            <translation>source_profile in %1 berichtigen.</translation>
        </message>
        <message>
            <source>There is no AWS profile "%1", the source of "%2".</source>
            <translation>Es gibt kein AWS-Profil "%1", die Quelle von "%2".</translation>
        </message>
        <message>
            <source>The source of the AWS profile "%1" has no credentials.</source>
            <translation>Die Quelle des AWS-Profils "%1" hat keine Zugangsdaten.</translation>
        </message>
        <message>
            <source>Look at source_profile in %1.</source>
            <translation>source_profile in %1 ansehen.</translation>
        </message>
        <message>
            <source>Renew the keys of profile %1 in %2.</source>
            <translation>Die Schlüssel des Profils %1 in %2 erneuern.</translation>
        </message>
        <message>
            <source>(no such file)</source>
            <translation>(keine solche Datei)</translation>
        </message>
        <message>
            <source>(no such profile)</source>
            <translation>(kein solches Profil)</translation>
        </message>
        <message>
            <source>(no keys)</source>
            <translation>(keine Schlüssel)</translation>
        </message>
        <message>
            <source>aws_access_key_id of %1</source>
            <translation>aws_access_key_id von %1</translation>
        </message>
        <message>
            <source>(aws is not installed)</source>
            <translation>(aws ist nicht installiert)</translation>
        </message>
        <message>
            <source>No credentials for AWS were found.</source>
            <translation>Es wurden keine Zugangsdaten für AWS gefunden.</translation>
        </message>
        <message>
            <source>Sign on with "aws configure sso" or give keys with "aws configure", and name the profile in arborist.toml: aws = { profile = "%1" }.</source>
            <translation>Mit "aws configure sso" anmelden oder mit "aws configure" Schlüssel angeben und das Profil in arborist.toml nennen: aws = { profile = "%1" }.</translation>
        </message>
        <message>
            <source>Looked at:</source>
            <translation>Nachgesehen in:</translation>
        </message>
        <message>
            <source>"%1" is not a region of AWS.</source>
            <translation>"%1" ist keine Region von AWS.</translation>
        </message>
        <message>
            <source>Regions look like eu-central-1.</source>
            <translation>Regionen sehen aus wie eu-central-1.</translation>
        </message>
        <message>
            <source>%1 does not hold a web address.</source>
            <translation>%1 enthält keine Webadresse.</translation>
        </message>
        <message>
            <source>It should look like https://host:port.</source>
            <translation>Sie sollte wie https://host:port aussehen.</translation>
        </message>
        <message>
            <source>%1 ended with exit code %2.</source>
            <translation>%1 endete mit dem Exit-Code %2.</translation>
        </message>
        <message>
            <source>Run it in a terminal to see why.</source>
            <translation>In einem Terminal ausführen, um den Grund zu sehen.</translation>
        </message>
        <message>
            <source>It has to print one JSON object with Version 1, AccessKeyId and SecretAccessKey.</source>
            <translation>Das Programm muss ein JSON-Objekt mit Version 1, AccessKeyId und SecretAccessKey ausgeben.</translation>
        </message>
        <message>
            <source>%1 did not print JSON.</source>
            <translation>%1 hat kein JSON ausgegeben.</translation>
        </message>
        <message>
            <source>%1 printed another version of credentials than 1.</source>
            <translation>%1 hat Zugangsdaten in einer anderen Version als 1 ausgegeben.</translation>
        </message>
        <message>
            <source>%1 printed no key.</source>
            <translation>%1 hat keinen Schlüssel ausgegeben.</translation>
        </message>
        <message>
            <source>The credentials that %1 printed are out of date.</source>
            <translation>Die von %1 ausgegebenen Zugangsdaten sind abgelaufen.</translation>
        </message>
        <message>
            <source>Run it in a terminal, and sign on again where it asks for it.</source>
            <translation>In einem Terminal ausführen und sich neu anmelden, falls es verlangt wird.</translation>
        </message>
        <message>
            <source>credential_process of %1 is no command.</source>
            <translation>credential_process von %1 ist kein Befehl.</translation>
        </message>
        <message>
            <source>Check its quotes.</source>
            <translation>Die Anführungszeichen prüfen.</translation>
        </message>
        <message>
            <source>credential_process of %1</source>
            <translation>credential_process von %1</translation>
        </message>
        <message>
            <source>Run %1 in a terminal, and sign on again where it asks for it.</source>
            <translation>%1 in einem Terminal ausführen und sich neu anmelden, falls es verlangt wird.</translation>
        </message>
        <message>
            <source>Run: aws login, or aws sso login</source>
            <translation>Ausführen: aws login oder aws sso login</translation>
        </message>
        <message>
            <source>Run: aws sso login --profile %1</source>
            <translation>Ausführen: aws sso login --profile %1</translation>
        </message>
        <message>
            <source>The role's trust policy has to name who signs (%1), and that one needs sts:AssumeRole.</source>
            <translation>Die Vertrauensrichtlinie der Rolle muss nennen, wer signiert (%1), und dort wird sts:AssumeRole gebraucht.</translation>
        </message>
        <message>
            <source>The role %1 was not given to us.</source>
            <translation>Die Rolle %1 wurde nicht gewährt.</translation>
        </message>
        <message>
            <source>STS answered without credentials for the role %1.</source>
            <translation>STS hat ohne Zugangsdaten für die Rolle %1 geantwortet.</translation>
        </message>
        <message>
            <source>Check AWS_ENDPOINT_URL_STS and the proxy.</source>
            <translation>AWS_ENDPOINT_URL_STS und den Proxy prüfen.</translation>
        </message>
        <message>
            <source>the role of %1</source>
            <translation>die Rolle von %1</translation>
        </message>
        <message>
            <source>There is no secret "%1" in %2.</source>
            <translation>In %2 gibt es kein Secret "%1".</translation>
        </message>
        <message>
            <source>Check name, region and account. What is there: aws secretsmanager list-secrets --region %1%2</source>
            <translation>Name, Region und Konto prüfen. Was es dort gibt: aws secretsmanager list-secrets --region %1%2</translation>
        </message>
        <message>
            <source>We may not read the secret "%1".</source>
            <translation>Für das Secret "%1" fehlt die Leseberechtigung.</translation>
        </message>
        <message>
            <source>Whoever signs (%1) needs secretsmanager:GetSecretValue on it, and kms:Decrypt where it has a key of its own.</source>
            <translation>Wer signiert (%1), braucht dafür secretsmanager:GetSecretValue und, wo das Secret einen eigenen Schlüssel hat, kms:Decrypt.</translation>
        </message>
        <message>
            <source>AWS cannot decrypt the secret "%1".</source>
            <translation>AWS kann das Secret "%1" nicht entschlüsseln.</translation>
        </message>
        <message>
            <source>Check that its KMS key is enabled, and that we may use it (kms:Decrypt).</source>
            <translation>Prüfen, ob sein KMS-Schlüssel aktiviert ist und verwendet werden darf (kms:Decrypt).</translation>
        </message>
        <message>
            <source>The secret "%1" cannot be read now: it may be marked for deletion.</source>
            <translation>Das Secret "%1" kann jetzt nicht gelesen werden: vielleicht ist es zum Löschen vorgemerkt.</translation>
        </message>
        <message>
            <source>Bring it back: aws secretsmanager restore-secret --secret-id %1%2</source>
            <translation>Zurückholen: aws secretsmanager restore-secret --secret-id %1%2</translation>
        </message>
        <message>
            <source>"%1" is not a name of a secret.</source>
            <translation>"%1" ist kein Name eines Secrets.</translation>
        </message>
        <message>
            <source>Write aws-secret:NAME or aws-secret:ARN, and #key after it for one value of a JSON secret.</source>
            <translation>aws-secret:NAME oder aws-secret:ARN schreiben, gefolgt von #key für einen einzelnen Wert eines JSON-Secrets.</translation>
        </message>
        <message>
            <source>AWS is asked too often just now.</source>
            <translation>AWS wird gerade zu oft angefragt.</translation>
        </message>
        <message>
            <source>Try again in a minute.</source>
            <translation>In einer Minute erneut versuchen.</translation>
        </message>
        <message>
            <source>AWS refuses our signature, since the clocks differ.</source>
            <translation>AWS lehnt die Signatur ab, weil die Uhren voneinander abweichen.</translation>
        </message>
        <message>
            <source>Set the clock of this computer.</source>
            <translation>Die Uhr dieses Rechners stellen.</translation>
        </message>
        <message>
            <source>The AWS credentials of %1 have expired.</source>
            <translation>Die AWS-Zugangsdaten sind abgelaufen: %1.</translation>
        </message>
        <message>
            <source>AWS does not know the credentials of %1.</source>
            <translation>AWS kennt die Zugangsdaten nicht: %1.</translation>
        </message>
        <message>
            <source>A region that has to be opted in to (%1) may also not be switched on.</source>
            <translation>Vielleicht ist auch eine Region, die eigens aktiviert werden muss (%1), nicht eingeschaltet.</translation>
        </message>
        <message>
            <source>AWS refuses our signature: the secret key of %1 is wrong.</source>
            <translation>AWS lehnt die Signatur ab: der geheime Schlüssel ist falsch (%1).</translation>
        </message>
        <message>
            <source>The secret "%1" is binary.</source>
            <translation>Das Secret "%1" ist binär.</translation>
        </message>
        <message>
            <source>The secret "%1" is empty.</source>
            <translation>Das Secret "%1" ist leer.</translation>
        </message>
        <message>
            <source>Keep the address as text: aws secretsmanager put-secret-value --secret-id %1 --secret-string file://FILE</source>
            <translation>Die Adresse als Text ablegen: aws secretsmanager put-secret-value --secret-id %1 --secret-string file://FILE</translation>
        </message>
        <message>
            <source>%1 sends us to another address, which is not followed.</source>
            <translation>%1 verweist an eine andere Adresse, und dem wird nicht gefolgt.</translation>
        </message>
        <message>
            <source>%1 answered with status %2.</source>
            <translation>%1 hat mit Status %2 geantwortet.</translation>
        </message>
        <message>
            <source>%1 refused: %2.</source>
            <translation>%1 hat abgelehnt: %2.</translation>
        </message>
        <message>
            <source>Check AWS_ENDPOINT_URL and the proxy: AWS does not redirect.</source>
            <translation>AWS_ENDPOINT_URL und den Proxy prüfen: AWS leitet nicht um.</translation>
        </message>
        <message>
            <source>The service has trouble. Try again in a minute.</source>
            <translation>Der Dienst hat Schwierigkeiten. In einer Minute erneut versuchen.</translation>
        </message>
        <message>
            <source>What AWS says stands in the details.</source>
            <translation>Was AWS meldet, steht in den Details.</translation>
        </message>
        <message>
            <source>The sign-on of AWS profile "%1" has expired.</source>
            <translation>Die Anmeldung des AWS-Profils "%1" ist abgelaufen.</translation>
        </message>
        <message>
            <source>The AWS profile "%1" names no %2.</source>
            <translation>Im AWS-Profil "%1" fehlt %2.</translation>
        </message>
        <message>
            <source>Run: aws configure sso --profile %1</source>
            <translation>Ausführen: aws configure sso --profile %1</translation>
        </message>
        <message>
            <source>Nobody has signed on for AWS profile "%1".</source>
            <translation>Für das AWS-Profil "%1" ist niemand angemeldet.</translation>
        </message>
        <message>
            <source>the sign-on of profile %1</source>
            <translation>die Anmeldung des Profils %1</translation>
        </message>
        <message>
            <source>The sign-on of AWS profile "%1" gave no credentials.</source>
            <translation>Die Anmeldung des AWS-Profils "%1" ergab keine Zugangsdaten.</translation>
        </message>
        <message>
            <source>The sign-on of AWS profile "%1" does not include role %2 in account %3.</source>
            <translation>Die Anmeldung des AWS-Profils "%1" umfasst die Rolle %2 im Konto %3 nicht.</translation>
        </message>
        <message>
            <source>Check sso_role_name and sso_account_id, or ask for the role.</source>
            <translation>sso_role_name und sso_account_id prüfen oder um die Rolle bitten.</translation>
        </message>
        <message>
            <source>Counting rows</source>
            <translation>Zeilen werden gezählt</translation>
        </message>
        <message>
            <source>Dumping the database</source>
            <translation>Dump der Datenbank wird erstellt</translation>
        </message>
        <message>
            <source>%1 cannot be read: %2.</source>
            <translation>%1 kann nicht gelesen werden: %2.</translation>
        </message>
        <message>
            <source>1 backup</source>
            <translation>1 Sicherung</translation>
        </message>
        <message>
            <source>%1 backups</source>
            <translation>%1 Sicherungen</translation>
        </message>
        <message>
            <source>Not by Arborist</source>
            <translation>Nicht von Arborist</translation>
        </message>
        <message>
            <source>Manual</source>
            <translation>Manuell</translation>
        </message>
        <message>
            <source>Before %1</source>
            <translation>Vor %1</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>Automatisch</translation>
        </message>
        <message>
            <source>Custom</source>
            <translation>Custom</translation>
        </message>
        <message>
            <source>Directory</source>
            <translation>Verzeichnis</translation>
        </message>
        <message>
            <source>Plain SQL</source>
            <translation>Reines SQL</translation>
        </message>
        <message>
            <source>%1, unpacked</source>
            <translation>%1, entpackt</translation>
        </message>
        <message>
            <source>Damaged</source>
            <translation>Beschädigt</translation>
        </message>
        <message>
            <source>Restored</source>
            <translation>Wiederhergestellt</translation>
        </message>
        <message>
            <source>Listed</source>
            <translation>Aufgelistet</translation>
        </message>
        <message>
            <source>Not verified</source>
            <translation>Nicht geprüft</translation>
        </message>
        <message>
            <source>It was found damaged on %1</source>
            <translation>Sie wurde am %1 als beschädigt erkannt</translation>
        </message>
        <message>
            <source>Restored in a rehearsal on %1: every table had its rows</source>
            <translation>In einem Probelauf am %1 wiederhergestellt: jede Tabelle hatte ihre Zeilen</translation>
        </message>
        <message>
            <source>Checksums compared and contents listed on %1</source>
            <translation>Am %1 Prüfsummen verglichen und Inhalt aufgelistet</translation>
        </message>
        <message>
            <source>Nobody has looked at it since it was made</source>
            <translation>Seit ihrer Erstellung hat niemand sie geprüft</translation>
        </message>
        <message>
            <source>It has no manifest: nothing tells what must be in it</source>
            <translation>Sie hat kein Manifest: nichts besagt, was darin sein muss</translation>
        </message>
        <message>
            <source>Until %1</source>
            <translation>Bis %1</translation>
        </message>
        <message>
            <source>As the newest</source>
            <translation>Als neueste</translation>
        </message>
        <message>
            <source>For ever</source>
            <translation>Für immer</translation>
        </message>
        <message>
            <source>Expired: the next clean-up deletes it</source>
            <translation>Abgelaufen: die nächste Bereinigung löscht sie</translation>
        </message>
        <message>
            <source>Deleted by a clean-up after %1</source>
            <translation>Wird von einer Bereinigung nach %1 gelöscht</translation>
        </message>
        <message>
            <source>The newest automatic backup of a stage is never deleted by a clean-up</source>
            <translation>Die neueste automatische Sicherung einer Stage wird von einer Bereinigung nie gelöscht</translation>
        </message>
        <message>
            <source>Kept for ever: clean-up deletes automatic backups only</source>
            <translation>Für immer aufbewahrt: eine Bereinigung löscht nur automatische Sicherungen</translation>
        </message>
        <message>
            <source>Several rows of %1 have the same key.</source>
            <translation>Mehrere Zeilen von %1 haben denselben Schlüssel.</translation>
        </message>
        <message>
            <source>Choose columns that identify a row, such as the primary key.</source>
            <translation>Spalten wählen, die eine Zeile eindeutig bestimmen, etwa den Primärschlüssel.</translation>
        </message>
        <message>
            <source>%1 Whether the last batch was committed is not known.</source>
            <translation>%1 Ob der letzte Stapel festgeschrieben wurde, ist nicht bekannt.</translation>
        </message>
        <message>
            <source>The next start finds out, and offers to go on or to undo. Batches written before stand.</source>
            <translation>Der nächste Start stellt es fest und bietet an, fortzufahren oder rückgängig zu machen. Zuvor geschriebene Stapel bleiben bestehen.</translation>
        </message>
        <message>
            <source>Batches written before stand; nothing of this one was changed.</source>
            <translation>Zuvor geschriebene Stapel bleiben bestehen; von diesem wurde nichts geändert.</translation>
        </message>
        <message>
            <source>Nothing was changed.</source>
            <translation>Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Cancelled. %1</source>
            <translation>Abgebrochen. %1</translation>
        </message>
        <message>
            <source>%1 stays locked by another session.</source>
            <translation>%1 bleibt von einer anderen Sitzung gesperrt.</translation>
        </message>
        <message>
            <source>%1 stays locked by another session (%2).</source>
            <translation>%1 bleibt von einer anderen Sitzung gesperrt (%2).</translation>
        </message>
        <message>
            <source>process %1, %2, since %3</source>
            <translation>Prozess %1, %2, seit %3</translation>
        </message>
        <message>
            <source>Transaction %1, which writes to %2, is still in progress.</source>
            <translation>Die Transaktion %1, die in %2 schreibt, ist noch im Gange.</translation>
        </message>
        <message>
            <source>Its session is in pg_stat_activity (backend_xid). Wait until it ends, or end it with pg_terminate_backend, and try again.</source>
            <translation>Ihre Sitzung steht in pg_stat_activity (backend_xid). Warten, bis sie endet, oder sie mit pg_terminate_backend beenden und erneut versuchen.</translation>
        </message>
        <message>
            <source>The changes of %1 cannot be written: %2.</source>
            <translation>Die Änderungen an %1 können nicht geschrieben werden: %2.</translation>
        </message>
        <message>
            <source>Plan them again.</source>
            <translation>Sie neu planen.</translation>
        </message>
        <message>
            <source>it takes a key and 1 to 64 columns</source>
            <translation>nötig sind ein Schlüssel und 1 bis 64 Spalten</translation>
        </message>
        <message>
            <source>a row is incomplete</source>
            <translation>eine Zeile ist unvollständig</translation>
        </message>
        <message>
            <source>a row is to stay as it is</source>
            <translation>eine Zeile soll bleiben, wie sie ist</translation>
        </message>
        <message>
            <source>PostgreSQL generates the column "%1" itself</source>
            <translation>PostgreSQL erzeugt die Spalte "%1" selbst</translation>
        </message>
        <message>
            <source>The table %1 has no column "%2".</source>
            <translation>Die Tabelle %1 hat keine Spalte "%2".</translation>
        </message>
        <message>
            <source>It may have been dropped or renamed since; plan it again.</source>
            <translation>Sie wurde inzwischen vielleicht gelöscht oder umbenannt; neu planen.</translation>
        </message>
        <message>
            <source>There is no table %1.%2 in %3.</source>
            <translation>Es gibt keine Tabelle %1.%2 in %3.</translation>
        </message>
        <message>
            <source>Check the name under [[hierarchy]] in arborist.toml, and that the migrations that create the table have been applied.</source>
            <translation>Den Namen unter [[hierarchy]] in arborist.toml prüfen, und ob die Migrationen, die die Tabelle anlegen, angewendet wurden.</translation>
        </message>
        <message>
            <source>%1 did not end within %2 s.</source>
            <translation>%1 endete nicht innerhalb von %2 s.</translation>
        </message>
        <message>
            <source>Run it in a terminal to see what it waits for.</source>
            <translation>In einem Terminal ausführen, um zu sehen, worauf es wartet.</translation>
        </message>
        <message>
            <source>%1 could not be started.</source>
            <translation>%1 konnte nicht gestartet werden.</translation>
        </message>
        <message>
            <source>Check that it is installed, and that its path is right.</source>
            <translation>Prüfen, ob es installiert ist und der Pfad stimmt.</translation>
        </message>
        <message>
            <source>%1 crashed.</source>
            <translation>%1 ist abgestürzt.</translation>
        </message>
        <message>
            <source>%1 cannot be started: %2.</source>
            <translation>%1 kann nicht gestartet werden: %2.</translation>
        </message>
        <message>
            <source>Check that nobody has changed the record of past runs, or export it</source>
            <translation>Prüfen, ob niemand die Aufzeichnung früherer Läufe geändert hat, oder sie exportieren</translation>
        </message>
        <message>
            <source>verify: walk along the chain; exit with 4 where it is broken. export [PATH]: its rows as lines of JSON</source>
            <translation>verify: die Kette durchgehen; mit 4 enden, wenn sie gebrochen ist. export [PATH]: ihre Zeilen als JSON-Zeilen</translation>
        </message>
        <message>
            <source>File to export to</source>
            <translation>Datei, in die exportiert wird</translation>
        </message>
        <message>
            <source>Export rows from that day or time on</source>
            <translation>Zeilen ab diesem Tag oder Zeitpunkt exportieren</translation>
        </message>
        <message>
            <source>“audit verify” takes neither a path nor --since.</source>
            <translation>„audit verify“ nimmt weder einen Pfad noch --since.</translation>
        </message>
        <message>
            <source>For a part of the audit: arboristctl audit export [--since DATE] [PATH]</source>
            <translation>Für einen Teil des Audits: arboristctl audit export [--since DATE] [PATH]</translation>
        </message>
        <message>
            <source>The audit is broken at row %1. %2</source>
            <translation>Das Audit ist bei Zeile %1 gebrochen. %2</translation>
        </message>
        <message>
            <source>The audit is intact. Rows: %1.</source>
            <translation>Das Audit ist unversehrt. Zeilen: %1.</translation>
        </message>
        <message>
            <source>Rows of the audit in %1: %2.</source>
            <translation>Zeilen des Audits in %1: %2.</translation>
        </message>
        <message>
            <source>Dump the database into a file, with a manifest, and verify it</source>
            <translation>Einen Dump der Datenbank in eine Datei schreiben, mit Manifest, und ihn prüfen</translation>
        </message>
        <message>
            <source>As SQL that psql reads, gzipped: the same as --format plain</source>
            <translation>Als SQL, das psql liest, mit gzip gepackt: dasselbe wie --format plain</translation>
        </message>
        <message>
            <source>custom (one file for pg_restore; the default), directory, plain</source>
            <translation>custom (eine Datei für pg_restore; die Vorgabe), directory, plain</translation>
        </message>
        <message>
            <source>Directory form: tables that are read at the same time</source>
            <translation>Form directory: Tabellen, die gleichzeitig gelesen werden</translation>
        </message>
        <message>
            <source>File or folder to make; default: in the backup folder, with database, stage and time in its name</source>
            <translation>Datei oder Ordner, der angelegt wird; Vorgabe: im Ordner der Sicherungen, mit Datenbank, Stage und Zeit im Namen</translation>
        </message>
        <message>
            <source>--compress means --format plain.</source>
            <translation>--compress bedeutet --format plain.</translation>
        </message>
        <message>
            <source>“%1” is no form of a backup.</source>
            <translation>„%1“ ist keine Form einer Sicherung.</translation>
        </message>
        <message>
            <source>One of: custom, directory, plain</source>
            <translation>Eines von: custom, directory, plain</translation>
        </message>
        <message>
            <source>List backups, verify them, or delete automatic ones that have expired</source>
            <translation>Sicherungen auflisten, prüfen oder abgelaufene automatische löschen</translation>
        </message>
        <message>
            <source>list (the default); verify [FILE...]: exit with 4 where one is damaged; clean: delete automatic ones past keep_automatic_days; delete FILE...: those, whoever made them; kept: databases that restores and resets have put aside</source>
            <translation>list (Vorgabe); verify [DATEI...]: endet mit 4, wo eine beschädigt ist; clean: löscht automatische, die älter als keep_automatic_days sind; delete DATEI...: diese, wer immer sie gemacht hat; kept: Datenbanken, die beim Wiederherstellen und Zurücksetzen beiseitegelegt wurden</translation>
        </message>
        <message>
            <source>With verify: restore each into a database that is dropped again, and count its rows</source>
            <translation>Mit verify: jede in eine Datenbank wiederherstellen, die danach gelöscht wird, und ihre Zeilen zählen</translation>
        </message>
        <message>
            <source>--rehearse belongs to verify.</source>
            <translation>--rehearse gehört zu verify.</translation>
        </message>
        <message>
            <source>“%1” is nothing that backups does.</source>
            <translation>„%1“ ist nichts, was backups tut.</translation>
        </message>
        <message>
            <source>One of: list, verify [FILE...], clean, delete FILE..., kept</source>
            <translation>Eines von: list, verify [DATEI...], clean, delete DATEI..., kept</translation>
        </message>
        <message>
            <source>Name the backups to delete.</source>
            <translation>Die zu löschenden Sicherungen nennen.</translation>
        </message>
        <message>
            <source>As in: arboristctl backups delete FILE</source>
            <translation>Wie in: arboristctl backups delete FILE</translation>
        </message>
        <message>
            <source>There are no backups.</source>
            <translation>Es gibt keine Sicherungen.</translation>
        </message>
        <message>
            <source>manifest damaged</source>
            <translation>Manifest beschädigt</translation>
        </message>
        <message>
            <source>foreign</source>
            <translation>fremd</translation>
        </message>
        <message>
            <source>damaged</source>
            <translation>beschädigt</translation>
        </message>
        <message>
            <source>verified</source>
            <translation>geprüft</translation>
        </message>
        <message>
            <source>restored to try it</source>
            <translation>zur Probe wiederhergestellt</translation>
        </message>
        <message>
            <source>not verified</source>
            <translation>nicht geprüft</translation>
        </message>
        <message>
            <source>manual</source>
            <translation>manuell</translation>
        </message>
        <message>
            <source>before %1</source>
            <translation>vor %1</translation>
        </message>
        <message>
            <source>automatic</source>
            <translation>automatisch</translation>
        </message>
        <message>
            <source>There are no backups in %1.</source>
            <translation>In %1 gibt es keine Sicherungen.</translation>
        </message>
        <message>
            <source>Backup</source>
            <translation>Sicherung</translation>
        </message>
        <message>
            <source>Made</source>
            <translation>Erstellt</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Rows</source>
            <translation>Zeilen</translation>
        </message>
        <message>
            <source>Stage</source>
            <translation>Stage</translation>
        </message>
        <message>
            <source>Origin</source>
            <translation>Ursprung</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <source>Backups in %1</source>
            <translation>Sicherungen in %1</translation>
        </message>
        <message>
            <source>No restore or reset has put anything aside.</source>
            <translation>Kein Wiederherstellen oder Zurücksetzen hat etwas beiseitegelegt.</translation>
        </message>
        <message>
            <source>Database or schema</source>
            <translation>Datenbank oder Schema</translation>
        </message>
        <message>
            <source>Put aside</source>
            <translation>Beiseitegelegt</translation>
        </message>
        <message>
            <source>Kept until</source>
            <translation>Behalten bis</translation>
        </message>
        <message>
            <source>To drop it</source>
            <translation>Zum Löschen</translation>
        </message>
        <message>
            <source>schema %1</source>
            <translation>Schema %1</translation>
        </message>
        <message>
            <source>%1: intact (%2).</source>
            <translation>%1: unversehrt (%2).</translation>
        </message>
        <message>
            <source>%1: damaged.</source>
            <translation>%1: beschädigt.</translation>
        </message>
        <message>
            <source>Record migrations as applied without running them, or mend the record</source>
            <translation>Migrationen als angewendet verzeichnen, ohne sie auszuführen, oder das Verzeichnete berichtigen</translation>
        </message>
        <message>
            <source>The newest migration that the database contains; it and all before it are recorded</source>
            <translation>Die neueste Migration, die die Datenbank enthält; sie und alle davor werden verzeichnet</translation>
        </message>
        <message>
            <source>Exactly this one instead; may be given several times</source>
            <translation>Stattdessen genau diese; kann mehrmals angegeben werden</translation>
        </message>
        <message>
            <source>Take away the ledger's row of this number: one without a file, or one too many; may be given several times</source>
            <translation>Die Zeile mit dieser Nummer aus dem Register nehmen: eine ohne Datei oder eine überzählige; kann mehrmals angegeben werden</translation>
        </message>
        <message>
            <source>Drizzle 1.0: name the rows that have no name, so that they are not applied again</source>
            <translation>Drizzle 1.0: den Zeilen ohne Namen ihren Namen geben, damit sie nicht erneut angewendet werden</translation>
        </message>
        <message>
            <source>What is to be recorded is missing.</source>
            <translation>Es fehlt, was verzeichnet werden soll.</translation>
        </message>
        <message>
            <source>TAG, --only and mending exclude each other.</source>
            <translation>TAG, --only und das Berichtigen schließen einander aus.</translation>
        </message>
        <message>
            <source>arboristctl baseline TAG, or --only NAME, --forget-row N, --set-names</source>
            <translation>arboristctl baseline TAG oder --only NAME, --forget-row N, --set-names</translation>
        </message>
        <message>
            <source>“%1” is no number of a row.</source>
            <translation>„%1“ ist keine Nummer einer Zeile.</translation>
        </message>
        <message>
            <source>No item hierarchy was found in %1.</source>
            <translation>In %1 wurde keine Eintragshierarchie gefunden.</translation>
        </message>
        <message>
            <source>Tables with a foreign key to themselves, or with id and parent_id, are found by themselves. Others: [[hierarchy]] in arborist.toml</source>
            <translation>Tabellen mit einem Fremdschlüssel auf sich selbst oder mit id und parent_id werden selbsttätig gefunden. Andere: [[hierarchy]] in arborist.toml</translation>
        </message>
        <message>
            <source>No hierarchy here has an organization column.</source>
            <translation>Keine Hierarchie hier hat eine Organisationsspalte.</translation>
        </message>
        <message>
            <source>Leave out -o.</source>
            <translation>-o weglassen.</translation>
        </message>
        <message>
            <source>There is no hierarchy in “%1”.</source>
            <translation>In „%1“ gibt es keine Hierarchie.</translation>
        </message>
        <message>
            <source>Hierarchies: %1.</source>
            <translation>Hierarchien: %1.</translation>
        </message>
        <message>
            <source>There are several hierarchies.</source>
            <translation>Es gibt mehrere Hierarchien.</translation>
        </message>
        <message>
            <source>Name one with --hierarchy: %1</source>
            <translation>Eine mit --hierarchy nennen: %1</translation>
        </message>
        <message>
            <source>Project folder; default: the nearest parent that looks like one</source>
            <translation>Projektordner; Vorgabe: der nächste übergeordnete, der wie einer aussieht</translation>
        </message>
        <message>
            <source>Stage to work on</source>
            <translation>Stage, mit der gearbeitet wird</translation>
        </message>
        <message>
            <source>A connection string instead of a stage</source>
            <translation>Eine Verbindungszeichenfolge statt einer Stage</translation>
        </message>
        <message>
            <source>One JSON document on standard output</source>
            <translation>Ein JSON-Dokument auf der Standardausgabe</translation>
        </message>
        <message>
            <source>Print the plan and stop</source>
            <translation>Den Plan ausgeben und anhalten</translation>
        </message>
        <message>
            <source>Run only if the plan still has this hash</source>
            <translation>Nur ausführen, wenn der Plan noch diesen Hash hat</translation>
        </message>
        <message>
            <source>No question</source>
            <translation>Keine Rückfrage</translation>
        </message>
        <message>
            <source>The stage name that destructive operations need</source>
            <translation>Der Name der Stage, den zerstörende Vorgänge verlangen</translation>
        </message>
        <message>
            <source>Where a run's way back is kept</source>
            <translation>Wo der Rückweg eines Laufs aufbewahrt wird</translation>
        </message>
        <message>
            <source>No backup first, where the stage's rules let it be left out</source>
            <translation>Zuvor keine Sicherung, wo die Regeln der Stage erlauben, sie wegzulassen</translation>
        </message>
        <message>
            <source>No progress bar</source>
            <translation>Kein Fortschrittsbalken</translation>
        </message>
        <message>
            <source>Tell what is being done</source>
            <translation>Mitteilen, was getan wird</translation>
        </message>
        <message>
            <source>Commands: %1. More: arboristctl --help</source>
            <translation>Befehle: %1. Mehr: arboristctl --help</translation>
        </message>
        <message>
            <source>There is no command “%1”.</source>
            <translation>Es gibt keinen Befehl „%1“.</translation>
        </message>
        <message>
            <source>There is no option “%1”.</source>
            <translation>Es gibt keine Option „%1“.</translation>
        </message>
        <message>
            <source>A command is missing.</source>
            <translation>Ein Befehl fehlt.</translation>
        </message>
        <message>
            <source>More: arboristctl %1 --help</source>
            <translation>Mehr: arboristctl %1 --help</translation>
        </message>
        <message>
            <source>Looks after staged PostgreSQL databases and the item hierarchies in them.</source>
            <translation>Betreut gestufte PostgreSQL-Datenbanken und die Eintragshierarchien darin.</translation>
        </message>
        <message>
            <source>There is not enough memory.</source>
            <translation>Der Arbeitsspeicher reicht nicht.</translation>
        </message>
        <message>
            <source>Make an empty migration in the form of the project's tool</source>
            <translation>Eine leere Migration in der Form des Werkzeugs des Projekts anlegen</translation>
        </message>
        <message>
            <source>What it does: add_tags</source>
            <translation>Was sie tut: add_tags</translation>
        </message>
        <message>
            <source>Which folder of migrations, where there are several</source>
            <translation>Welcher Migrationsordner, wenn es mehrere gibt</translation>
        </message>
        <message>
            <source>Drizzle: a file for the way back as well, which Drizzle itself does not read</source>
            <translation>Drizzle: auch eine Datei für den Rückweg, die Drizzle selbst nicht liest</translation>
        </message>
        <message>
            <source>%1, protected</source>
            <translation>%1, geschützt</translation>
        </message>
        <message>
            <source>%1, read only</source>
            <translation>%1, nur lesend</translation>
        </message>
        <message>
            <source>Environment</source>
            <translation>Umgebung</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>Projekt</translation>
        </message>
        <message>
            <source>Branch</source>
            <translation>Branch</translation>
        </message>
        <message>
            <source>Host</source>
            <translation>Host</translation>
        </message>
        <message>
            <source>Port</source>
            <translation>Port</translation>
        </message>
        <message>
            <source>Database</source>
            <translation>Datenbank</translation>
        </message>
        <message>
            <source>User</source>
            <translation>Benutzer</translation>
        </message>
        <message>
            <source>Address from</source>
            <translation>Adresse aus</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>Version</translation>
        </message>
        <message>
            <source>Fingerprint</source>
            <translation>Fingerabdruck</translation>
        </message>
        <message>
            <source>Beware</source>
            <translation>Vorsicht</translation>
        </message>
        <message>
            <source>Not reachable</source>
            <translation>Nicht erreichbar</translation>
        </message>
        <message>
            <source>Show where the target and the source lead: project, branch, host, database, version, fingerprint</source>
            <translation>Anzeigen, wohin Ziel und Quelle führen: Projekt, Branch, Host, Datenbank, Version, Fingerabdruck</translation>
        </message>
        <message>
            <source>Target</source>
            <translation>Ziel</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Quelle</translation>
        </message>
        <message>
            <source>Source: none (arboristctl set source-db)</source>
            <translation>Quelle: keine (arboristctl set source-db)</translation>
        </message>
        <message>
            <source>How long to wait for others who use the tables; default: 10s</source>
            <translation>Wie lange auf andere gewartet wird, die die Tabellen verwenden; Vorgabe: 10s</translation>
        </message>
        <message>
            <source>“%1” is no time for --lock-timeout.</source>
            <translation>„%1“ ist keine Zeit für --lock-timeout.</translation>
        </message>
        <message>
            <source>As in: 2s, 1 min, 0</source>
            <translation>Etwa: 2s, 1 min, 0</translation>
        </message>
        <message>
            <source>The embedded server and its demo workspace</source>
            <translation>Der eingebettete Server und sein Demo-Arbeitsbereich</translation>
        </message>
        <message>
            <source>start: make the demo and leave the server running; stop: end the server; url: print the connection string</source>
            <translation>start: die Demo anlegen und den Server laufen lassen; stop: den Server beenden; url: die Verbindungszeichenfolge ausgeben</translation>
        </message>
        <message>
            <source>Number of items, 1k to 10M (start)</source>
            <translation>Anzahl der Einträge, 1k bis 10M (start)</translation>
        </message>
        <message>
            <source>The demo has no plan to print.</source>
            <translation>Die Demo hat keinen Plan zum Ausgeben.</translation>
        </message>
        <message>
            <source>Leave out --dry-run.</source>
            <translation>--dry-run weglassen.</translation>
        </message>
        <message>
            <source>The demo is running on PostgreSQL %1.</source>
            <translation>Die Demo läuft auf PostgreSQL %1.</translation>
        </message>
        <message>
            <source>Project folder</source>
            <translation>Projektordner</translation>
        </message>
        <message>
            <source>Connection string</source>
            <translation>Verbindungszeichenfolge</translation>
        </message>
        <message>
            <source>To end it</source>
            <translation>Zum Beenden</translation>
        </message>
        <message>
            <source>The embedded server has stopped.</source>
            <translation>Der eingebettete Server wurde angehalten.</translation>
        </message>
        <message>
            <source>The embedded server was not running.</source>
            <translation>Der eingebettete Server lief nicht.</translation>
        </message>
        <message>
            <source>The demo is not running.</source>
            <translation>Die Demo läuft nicht.</translation>
        </message>
        <message>
            <source>Start it: arboristctl demo start</source>
            <translation>Starten: arboristctl demo start</translation>
        </message>
        <message>
            <source>The demo has no stage “%1”.</source>
            <translation>Die Demo hat keine Stage „%1“.</translation>
        </message>
        <message>
            <source> (SQLSTATE %1)</source>
            <translation> (SQLSTATE %1)</translation>
        </message>
        <message>
            <source>Where:</source>
            <translation>Wo:</translation>
        </message>
        <message>
            <source>Detail:</source>
            <translation>Detail:</translation>
        </message>
        <message>
            <source>Hint:</source>
            <translation>Hinweis:</translation>
        </message>
        <message>
            <source>Write the rows of all tables, or of some, into a folder</source>
            <translation>Die Zeilen aller oder einiger Tabellen in einen Ordner schreiben</translation>
        </message>
        <message>
            <source>The folder; default: .ds/data/STAGE of the project. An older export there is replaced once the new one is complete</source>
            <translation>Der Ordner; Vorgabe: .ds/data/STAGE des Projekts. Ein älterer Export dort wird ersetzt, sobald der neue vollständig ist</translation>
        </message>
        <message>
            <source>Only these: names or patterns with commas between, as in 'items,public.it*'</source>
            <translation>Nur diese: Namen oder Muster mit Kommas dazwischen, wie in 'items,public.it*'</translation>
        </message>
        <message>
            <source>As CSV, which other programs read; default: the binary form of COPY</source>
            <translation>Als CSV, das andere Programme lesen; Vorgabe: die binäre Form von COPY</translation>
        </message>
        <message>
            <source>Connections at the same time; default: by the processors</source>
            <translation>Gleichzeitige Verbindungen; Vorgabe: nach den Prozessoren</translation>
        </message>
        <message>
            <source>There is no format “%1”.</source>
            <translation>Es gibt kein Format „%1“.</translation>
        </message>
        <message>
            <source>Give --format %1.</source>
            <translation>--format %1 angeben.</translation>
        </message>
        <message>
            <source>Make a migration from the models, by the project's own command</source>
            <translation>Eine Migration aus den Modellen erzeugen, mit dem eigenen Befehl des Projekts</translation>
        </message>
        <message>
            <source>Its name; left out: the tool's own choice</source>
            <translation>Ihr Name; weggelassen: das Werkzeug wählt selbst</translation>
        </message>
        <message>
            <source>drizzle-kit 1.0: whether something is new or renamed: public.items.title=new, public.items.title=name; any number of times</source>
            <translation>drizzle-kit 1.0: ob etwas neu oder umbenannt ist: public.items.title=new, public.items.title=name; beliebig oft</translation>
        </message>
        <message>
            <source>Take it away again: arboristctl undo %1</source>
            <translation>Wieder zurücknehmen: arboristctl undo %1</translation>
        </message>
        <message>
            <source>The project has no command for it.</source>
            <translation>Das Projekt hat keinen Befehl dafür.</translation>
        </message>
        <message>
            <source>Runs “%1” (%2) in %3.</source>
            <translation>Führt „%1“ (%2) in %3 aus.</translation>
        </message>
        <message>
            <source>under way</source>
            <translation>im Gange</translation>
        </message>
        <message>
            <source>cut off</source>
            <translation>unterbrochen</translation>
        </message>
        <message>
            <source>succeeded</source>
            <translation>gelungen</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>fehlgeschlagen</translation>
        </message>
        <message>
            <source>cancelled</source>
            <translation>abgebrochen</translation>
        </message>
        <message>
            <source>refused</source>
            <translation>abgelehnt</translation>
        </message>
        <message>
            <source>%1, taken back</source>
            <translation>%1, zurückgenommen</translation>
        </message>
        <message>
            <source>%1, way back expired</source>
            <translation>%1, Rückweg abgelaufen</translation>
        </message>
        <message>
            <source>There are no runs yet.</source>
            <translation>Es gibt noch keine Läufe.</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Lauf</translation>
        </message>
        <message>
            <source>Started</source>
            <translation>Begonnen</translation>
        </message>
        <message>
            <source>Operation</source>
            <translation>Vorgang</translation>
        </message>
        <message>
            <source>Who</source>
            <translation>Wer</translation>
        </message>
        <message>
            <source>%1 (%2) was cut off: the program or its machine stopped. What it had committed stays, the rest was rolled back; of what changes all or nothing the next command that reaches the stage says which.</source>
            <translation>%1 (%2) wurde abgebrochen: das Programm oder sein Rechner blieb stehen. Was es festgeschrieben hatte, bleibt, der Rest wurde zurückgerollt; bei dem, was alles oder nichts ändert, sagt der nächste Befehl, der die Stufe erreicht, welches von beiden.</translation>
        </message>
        <message>
            <source>Take it back: arboristctl undo %1. Or go on: run the same operation again.</source>
            <translation>Zurücknehmen: arboristctl undo %1. Oder fortfahren: denselben Vorgang erneut ausführen.</translation>
        </message>
        <message>
            <source>To go on, run the same operation again.</source>
            <translation>Zum Fortfahren denselben Vorgang erneut ausführen.</translation>
        </message>
        <message>
            <source>List past runs: of this project if there is one, else all</source>
            <translation>Frühere Läufe auflisten: die dieses Projekts, falls es eines gibt, sonst alle</translation>
        </message>
        <message>
            <source>At most that many, the newest; default: 20</source>
            <translation>Höchstens so viele, die neuesten; Vorgabe: 20</translation>
        </message>
        <message>
            <source>Replace rows of tables by those of an export, in one transaction</source>
            <translation>Zeilen von Tabellen durch die eines Exports ersetzen, in einer Transaktion</translation>
        </message>
        <message>
            <source>The folder that export has written</source>
            <translation>Der Ordner, den export geschrieben hat</translation>
        </message>
        <message>
            <source>Only these: names or patterns with commas between</source>
            <translation>Nur diese: Namen oder Muster mit Kommas dazwischen</translation>
        </message>
        <message>
            <source>Whether triggers of the tables fire for the rows; default: skip</source>
            <translation>Ob Trigger der Tabellen bei den Zeilen auslösen; Vorgabe: skip</translation>
        </message>
        <message>
            <source>“%1” is nothing for --triggers.</source>
            <translation>„%1“ ist kein Wert für --triggers.</translation>
        </message>
        <message>
            <source>Write fire or skip.</source>
            <translation>fire oder skip schreiben.</translation>
        </message>
        <message>
            <source>Look for what goes wrong when pending migrations run</source>
            <translation>Suchen, was schiefgeht, wenn ausstehende Migrationen laufen</translation>
        </message>
        <message>
            <source>Files of SQL; default: what is pending on the stage</source>
            <translation>SQL-Dateien; Vorgabe: was auf der Stage aussteht</translation>
        </message>
        <message>
            <source>Exit with 4 for warnings, too</source>
            <translation>Auch bei Warnungen mit 4 enden</translation>
        </message>
        <message>
            <source>How to tell: for people, as JSON, for JUnit or GitHub</source>
            <translation>Art der Ausgabe: für Menschen, als JSON, für JUnit oder GitHub</translation>
        </message>
        <message>
            <source>Also tell what is only worth a thought (JSON and JUnit always do)</source>
            <translation>Auch nennen, was nur eine Überlegung wert ist (JSON und JUnit tun es immer)</translation>
        </message>
        <message>
            <source>List the rules and stop</source>
            <translation>Die Regeln auflisten und anhalten</translation>
        </message>
        <message>
            <source>Ask no stage: judge every migration by its text alone</source>
            <translation>Keine Stage befragen: jede Migration allein nach ihrem Text beurteilen</translation>
        </message>
        <message>
            <source>The migrations are judged by their text alone.</source>
            <translation>Die Migrationen werden allein nach ihrem Text beurteilt.</translation>
        </message>
        <message>
            <source>judged by their text alone</source>
            <translation>allein nach dem Text beurteilt</translation>
        </message>
        <message>
            <source>to run on %1</source>
            <translation>für die Ausführung auf %1</translation>
        </message>
        <message>
            <source>Migrations %5: %1. Errors: %2, warnings: %3, notes: %4.</source>
            <translation>Migrationen %5: %1. Fehler: %2, Warnungen: %3, Hinweise: %4.</translation>
        </message>
        <message>
            <source>The notes: --notes</source>
            <translation>Die Hinweise: --notes</translation>
        </message>
        <message>
            <source>Migrations written as code, which only their tool can run: %1.</source>
            <translation>Als Code geschriebene Migrationen, die nur ihr Werkzeug ausführen kann: %1.</translation>
        </message>
        <message>
            <source>%1 cannot be read: %2</source>
            <translation>%1 kann nicht gelesen werden: %2</translation>
        </message>
        <message>
            <source>There is no file %1.</source>
            <translation>Es gibt keine Datei %1.</translation>
        </message>
        <message>
            <source>Give files of SQL, or none for what is pending.</source>
            <translation>SQL-Dateien angeben oder keine für das, was aussteht.</translation>
        </message>
        <message>
            <source>Apply the migrations that are pending</source>
            <translation>Die ausstehenden Migrationen anwenden</translation>
        </message>
        <message>
            <source>The first one to apply; default: the first that is pending</source>
            <translation>Die erste anzuwendende; Vorgabe: die erste ausstehende</translation>
        </message>
        <message>
            <source>The last one to apply; default: the last there is</source>
            <translation>Die letzte anzuwendende; Vorgabe: die letzte, die es gibt</translation>
        </message>
        <message>
            <source>Exactly this one, also where its tool would pass it over; may be given several times</source>
            <translation>Genau diese, auch wo ihr Werkzeug sie überginge; kann mehrmals angegeben werden</translation>
        </message>
        <message>
            <source>each: one for each migration (the default); all: one for all of them; none: every statement on its own</source>
            <translation>each: eine für jede Migration (die Vorgabe); all: eine für alle zusammen; none: jede Anweisung für sich</translation>
        </message>
        <message>
            <source>Stage after stage, from development to production; stops at the first that fails</source>
            <translation>Stage um Stage, von der Entwicklung bis zur Produktion; hält bei der ersten an, die fehlschlägt</translation>
        </message>
        <message>
            <source>Only those of SQL, which are all so far</source>
            <translation>Nur die aus SQL, was bisher alle sind</translation>
        </message>
        <message>
            <source>repeat or skip the statement at which a former run was cut off, where the catalog does not tell whether it took effect</source>
            <translation>die Anweisung, bei der ein früherer Lauf unterbrochen wurde, wiederholen (repeat) oder überspringen (skip), wo der Katalog nicht erkennen lässt, ob sie wirksam wurde</translation>
        </message>
        <message>
            <source>Run them on a throw-away copy only, and tell what each statement took: time, locks, tables written anew</source>
            <translation>Nur auf einer Wegwerfkopie ausführen und nennen, was jede Anweisung gebraucht hat: Zeit, Sperren, neu geschriebene Tabellen</translation>
        </message>
        <message>
            <source>auto: the stage's own server where it is local and unprotected, with all rows where nobody is connected; else embedded: Arborist's own server, without rows; or server</source>
            <translation>auto: der eigene Server der Stage, wo er lokal und ungeschützt ist, mit allen Zeilen, wenn niemand verbunden ist; sonst embedded: Arborists eigener Server, ohne Zeilen; oder server</translation>
        </message>
        <message>
            <source>Not begun: %1</source>
            <translation>Nicht begonnen: %1</translation>
        </message>
        <message>
            <source>--only and --from or --to exclude each other.</source>
            <translation>--only und --from oder --to schließen einander aus.</translation>
        </message>
        <message>
            <source>--transaction has no mode “%1”.</source>
            <translation>--transaction hat keinen Modus „%1“.</translation>
        </message>
        <message>
            <source>Modes: each, all, none.</source>
            <translation>Modi: each, all, none.</translation>
        </message>
        <message>
            <source>--unsure has no way “%1”.</source>
            <translation>--unsure hat keine Möglichkeit „%1“.</translation>
        </message>
        <message>
            <source>Ways: repeat, skip.</source>
            <translation>Möglichkeiten: repeat, skip.</translation>
        </message>
        <message>
            <source>--all-environments names all stages itself.</source>
            <translation>--all-environments nennt selbst alle Stages.</translation>
        </message>
        <message>
            <source>Leave out --target and --db.</source>
            <translation>--target und --db weglassen.</translation>
        </message>
        <message>
            <source>--plan is about one stage.</source>
            <translation>--plan bezieht sich auf eine einzige Stage.</translation>
        </message>
        <message>
            <source>Leave out --all-environments.</source>
            <translation>--all-environments weglassen.</translation>
        </message>
        <message>
            <source>%1 takes no changes, and is left out.</source>
            <translation>%1 nimmt keine Änderungen an und wird ausgelassen.</translation>
        </message>
        <message>
            <source>The migrations in this folder, where a project has several</source>
            <translation>Die Migrationen in diesem Ordner, wenn ein Projekt mehrere hat</translation>
        </message>
        <message>
            <source>How long a statement waits for a lock before the migration gives way and is tried again later; 0: as long as it takes. Default: 2s</source>
            <translation>Wie lange eine Anweisung auf eine Sperre wartet, bevor die Migration zurücktritt und später erneut versucht wird; 0: so lange wie nötig. Vorgabe: 2s</translation>
        </message>
        <message>
            <source>The project has no migrations.</source>
            <translation>Das Projekt hat keine Migrationen.</translation>
        </message>
        <message>
            <source>There are no migrations in %1.</source>
            <translation>In %1 gibt es keine Migrationen.</translation>
        </message>
        <message>
            <source>Name tool and folder in [migrations] of arborist.toml.</source>
            <translation>Werkzeug und Ordner in [migrations] von arborist.toml nennen.</translation>
        </message>
        <message>
            <source>The project has several folders of migrations.</source>
            <translation>Das Projekt hat mehrere Migrationsordner.</translation>
        </message>
        <message>
            <source>Name one with --folder: %1</source>
            <translation>Einen mit --folder nennen: %1</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>Hinweis</translation>
        </message>
        <message>
            <source>Warning</source>
            <translation>Warnung</translation>
        </message>
        <message>
            <source>Error</source>
            <translation>Fehler</translation>
        </message>
        <message>
            <source>Migrations:</source>
            <translation>Migrationen:</translation>
        </message>
        <message>
            <source>%1 (%2): %3 applied, %4 pending</source>
            <translation>%1 (%2): %3 angewendet, %4 ausstehend</translation>
        </message>
        <message>
            <source>Migrations</source>
            <translation>Migrationen</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>Lock</source>
            <translation>Sperre</translation>
        </message>
        <message>
            <source>done</source>
            <translation>fertig</translation>
        </message>
        <message>
            <source>rolled back</source>
            <translation>zurückgerollt</translation>
        </message>
        <message>
            <source>skipped</source>
            <translation>übersprungen</translation>
        </message>
        <message>
            <source>%1: there was nothing to do.</source>
            <translation>%1: es gab nichts zu tun.</translation>
        </message>
        <message>
            <source>%1: done.</source>
            <translation>%1: fertig.</translation>
        </message>
        <message>
            <source>%1: failed.</source>
            <translation>%1: fehlgeschlagen.</translation>
        </message>
        <message>
            <source>%1: cancelled.</source>
            <translation>%1: abgebrochen.</translation>
        </message>
        <message>
            <source>%1: refused.</source>
            <translation>%1: abgelehnt.</translation>
        </message>
        <message>
            <source>%1 on %2: database %3 at %4 (%5)</source>
            <translation>%1 auf %2: Datenbank %3 auf %4 (%5)</translation>
        </message>
        <message>
            <source>There is nothing to do.</source>
            <translation>Es gibt nichts zu tun.</translation>
        </message>
        <message>
            <source>What will be lost:</source>
            <translation>Was verloren geht:</translation>
        </message>
        <message>
            <source>Worth knowing:</source>
            <translation>Wissenswert:</translation>
        </message>
        <message>
            <source>The way back:</source>
            <translation>Der Rückweg:</translation>
        </message>
        <message>
            <source>It would be refused:</source>
            <translation>Es würde abgelehnt:</translation>
        </message>
        <message>
            <source>Before it runs:</source>
            <translation>Bevor er läuft:</translation>
        </message>
        <message>
            <source>To run this plan and no other:</source>
            <translation>Um diesen Plan und keinen anderen auszuführen:</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Zeit</translation>
        </message>
        <message>
            <source>Run %1</source>
            <translation>Lauf %1</translation>
        </message>
        <message>
            <source>; to take it back: arboristctl undo %1</source>
            <translation>; zum Zurücknehmen: arboristctl undo %1</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>%1 von %2</translation>
        </message>
        <message>
            <source>%1/s</source>
            <translation>%1/s</translation>
        </message>
        <message>
            <source>%1 left</source>
            <translation>noch %1</translation>
        </message>
        <message>
            <source>Bring a local development database up to the models without a migration, by the project's own command</source>
            <translation>Eine lokale Entwicklungsdatenbank ohne Migration auf den Stand der Modelle bringen, mit dem eigenen Befehl des Projekts</translation>
        </message>
        <message>
            <source>Check --file.</source>
            <translation>--file prüfen.</translation>
        </message>
        <message>
            <source>Run a query that only reads, or with --write SQL that changes rows</source>
            <translation>Eine Abfrage ausführen, die nur liest, oder mit --write SQL, das Zeilen ändert</translation>
        </message>
        <message>
            <source>A saved query: [queries] in arborist.toml</source>
            <translation>Eine gespeicherte Abfrage: [queries] in arborist.toml</translation>
        </message>
        <message>
            <source>The SQL itself</source>
            <translation>Das SQL selbst</translation>
        </message>
        <message>
            <source>A file of SQL; - is standard input</source>
            <translation>Eine SQL-Datei; - ist die Standardeingabe</translation>
        </message>
        <message>
            <source>A value for :NAME in the SQL</source>
            <translation>Ein Wert für :NAME im SQL</translation>
        </message>
        <message>
            <source>List the saved queries</source>
            <translation>Die gespeicherten Abfragen auflisten</translation>
        </message>
        <message>
            <source>Rows as CSV (RFC 4180)</source>
            <translation>Zeilen als CSV (RFC 4180)</translation>
        </message>
        <message>
            <source>Rows with tabs, for a spreadsheet</source>
            <translation>Zeilen mit Tabulatoren, für eine Tabellenkalkulation</translation>
        </message>
        <message>
            <source>Rows as a Markdown table</source>
            <translation>Zeilen als Markdown-Tabelle</translation>
        </message>
        <message>
            <source>Write the rows there, all or nothing; CSV unless its name ends in .tsv, .json or .md</source>
            <translation>Die Zeilen dorthin schreiben, alle oder keine; als CSV, außer der Name endet auf .tsv, .json oder .md</translation>
        </message>
        <message>
            <source>At most that many rows</source>
            <translation>Höchstens so viele Zeilen</translation>
        </message>
        <message>
            <source>For each statement: 30s, 5min, 0; default: 60s</source>
            <translation>Für jede Anweisung: 30s, 5min, 0; Vorgabe: 60s</translation>
        </message>
        <message>
            <source>Change rows, with plan, confirmation and undo</source>
            <translation>Zeilen ändern, mit Plan, Bestätigung und Rücknahme</translation>
        </message>
        <message>
            <source>A query that reads has no plan to show.</source>
            <translation>Eine Abfrage, die liest, hat keinen Plan zum Anzeigen.</translation>
        </message>
        <message>
            <source>--dry-run goes with --write.</source>
            <translation>--dry-run gehört zu --write.</translation>
        </message>
        <message>
            <source>Query</source>
            <translation>Abfrage</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parameter</translation>
        </message>
        <message>
            <source>Description</source>
            <translation>Beschreibung</translation>
        </message>
        <message>
            <source>There are no saved queries.</source>
            <translation>Es gibt keine gespeicherten Abfragen.</translation>
        </message>
        <message>
            <source>A query is named, or given with --sql or --file.</source>
            <translation>Eine Abfrage wird mit ihrem Namen genannt oder mit --sql oder --file angegeben.</translation>
        </message>
        <message>
            <source>One of them, please: query NAME, query --sql TEXT, query --file FILE; query --list shows the names.</source>
            <translation>Bitte eines davon: query NAME, query --sql TEXT, query --file FILE; query --list zeigt die Namen.</translation>
        </message>
        <message>
            <source>“%1” is no parameter.</source>
            <translation>„%1“ ist kein Parameter.</translation>
        </message>
        <message>
            <source>Write --param name=value.</source>
            <translation>--param name=value schreiben.</translation>
        </message>
        <message>
            <source>“%1” is no time for --timeout.</source>
            <translation>„%1“ ist keine Zeitangabe für --timeout.</translation>
        </message>
        <message>
            <source>Write 30s, 5min, or 0 for none.</source>
            <translation>30s, 5min oder, für keine Grenze, 0 schreiben.</translation>
        </message>
        <message>
            <source>Check [queries] in arborist.toml.</source>
            <translation>[queries] in arborist.toml prüfen.</translation>
        </message>
        <message>
            <source>There is no saved query “%1”.</source>
            <translation>Es gibt keine gespeicherte Abfrage „%1“.</translation>
        </message>
        <message>
            <source>Declare it in [queries] of arborist.toml, or give --sql.</source>
            <translation>Sie in [queries] von arborist.toml angeben oder --sql verwenden.</translation>
        </message>
        <message>
            <source>Queries: %1. Others: --sql.</source>
            <translation>Abfragen: %1. Andere: --sql.</translation>
        </message>
        <message>
            <source>--csv, --tsv, --markdown and --json exclude each other.</source>
            <translation>--csv, --tsv, --markdown und --json schließen einander aus.</translation>
        </message>
        <message>
            <source>%1: 1 row, %2</source>
            <translation>%1: 1 Zeile, %2</translation>
        </message>
        <message>
            <source>%1: %2 rows, %3</source>
            <translation>%1: %2 Zeilen, %3</translation>
        </message>
        <message>
            <source>A change has no rows to write or to limit.</source>
            <translation>Eine Änderung hat keine Zeilen, die zu schreiben oder zu begrenzen wären.</translation>
        </message>
        <message>
            <source>Leave the format, --limit and --output out.</source>
            <translation>Das Format, --limit und --output weglassen.</translation>
        </message>
        <message>
            <source>There are more rows; --limit stopped at %1.</source>
            <translation>Es gibt weitere Zeilen; --limit hat bei %1 angehalten.</translation>
        </message>
        <message>
            <source>%1, %2</source>
            <translation>%1, %2</translation>
        </message>
        <message>
            <source>1 row, %1</source>
            <translation>1 Zeile, %1</translation>
        </message>
        <message>
            <source>%1 rows, %2</source>
            <translation>%1 Zeilen, %2</translation>
        </message>
        <message>
            <source>There is no repair “%1”.</source>
            <translation>Es gibt keine Reparatur „%1“.</translation>
        </message>
        <message>
            <source>Repairs: %1. Others: [[recipes]] in arborist.toml</source>
            <translation>Reparaturen: %1. Andere: [[recipes]] in arborist.toml</translation>
        </message>
        <message>
            <source>--rehearse-on has no place “%1”.</source>
            <translation>--rehearse-on hat keinen Ort „%1“.</translation>
        </message>
        <message>
            <source>Places: auto, server, embedded.</source>
            <translation>Orte: auto, server, embedded.</translation>
        </message>
        <message>
            <source>%1 on %2: nobody else reads or writes it</source>
            <translation>%1 auf %2: niemand sonst liest oder schreibt dort</translation>
        </message>
        <message>
            <source>%1 on %2: nobody else writes it</source>
            <translation>%1 auf %2: niemand sonst schreibt dort</translation>
        </message>
        <message>
            <source>%1 on %2</source>
            <translation>%1 auf %2</translation>
        </message>
        <message>
            <source>writes %1 anew</source>
            <translation>schreibt %1 neu</translation>
        </message>
        <message>
            <source>Rehearsed on %1.</source>
            <translation>Geprobt auf %1.</translation>
        </message>
        <message>
            <source>All of it ran, in %1 ms. The stage was not touched.</source>
            <translation>Alles lief durch, in %1 ms. Die Stage wurde nicht berührt.</translation>
        </message>
        <message>
            <source>Nothing is pending.</source>
            <translation>Nichts steht aus.</translation>
        </message>
        <message>
            <source>There is no migration “%1”.</source>
            <translation>Es gibt keine Migration „%1“.</translation>
        </message>
        <message>
            <source>arboristctl status lists them.</source>
            <translation>arboristctl status listet sie auf.</translation>
        </message>
        <message>
            <source>“repair %1” has no kind “%2”.</source>
            <translation>„repair %1“ hat keine Art „%2“.</translation>
        </message>
        <message>
            <source>Kinds: %1.</source>
            <translation>Arten: %1.</translation>
        </message>
        <message>
            <source>Write the expected values where items have drifted</source>
            <translation>Die erwarteten Werte schreiben, wo Einträge Drift haben</translation>
        </message>
        <message>
            <source>hierarchy: depth and path; aggregations: counts, sums, progress; dates: date ranges; orphans: items whose parent is missing; all: depth, path, aggregations and dates; or the name of one of the project's recipes</source>
            <translation>hierarchy: Tiefe und Pfad; aggregations: Anzahlen, Summen, Fortschritt; dates: Zeiträume; orphans: Einträge, deren Elterneintrag fehlt; all: Tiefe, Pfad, Aggregationen und Termine; oder der Name eines der Rezepte des Projekts</translation>
        </message>
        <message>
            <source>The hierarchy in this table</source>
            <translation>Die Hierarchie in dieser Tabelle</translation>
        </message>
        <message>
            <source>Only the items of this organization</source>
            <translation>Nur die Einträge dieser Organisation</translation>
        </message>
        <message>
            <source>Kinds to repair, too (hierarchy: S1, S2, S4, S8); naming some of the verb's own leaves out its others</source>
            <translation>Arten, die ebenfalls repariert werden (hierarchy: S1, S2, S4, S8); werden eigene Arten des Verbs genannt, entfallen seine übrigen</translation>
        </message>
        <message>
            <source>What to do with orphans: reattach (the default), promote to roots, delete with all below them</source>
            <translation>Was mit Waisen geschieht: reattach (wieder anhängen, die Vorgabe), promote (zu Wurzeln machen), delete (mit allem darunter löschen)</translation>
        </message>
        <message>
            <source>With --dry-run --json: list every value that would be written</source>
            <translation>Mit --dry-run --json: jeden Wert auflisten, der geschrieben würde</translation>
        </message>
        <message>
            <source>“%1” is a recipe: --hierarchy, --kinds and --orphans say nothing to it.</source>
            <translation>„%1“ ist ein Rezept: --hierarchy, --kinds und --orphans sind dafür ohne Bedeutung.</translation>
        </message>
        <message>
            <source>Leave them out; -o limits it to an organization.</source>
            <translation>Sie weglassen; -o beschränkt es auf eine Organisation.</translation>
        </message>
        <message>
            <source>“repair %1” does nothing to orphans.</source>
            <translation>„repair %1“ lässt Waisen unberührt.</translation>
        </message>
        <message>
            <source>Use --orphans with: repair orphans</source>
            <translation>--orphans verwenden mit: repair orphans</translation>
        </message>
        <message>
            <source>Orphans cannot be treated by “%1”.</source>
            <translation>Waisen können nicht mit „%1“ behandelt werden.</translation>
        </message>
        <message>
            <source>Actions: reattach, promote, delete.</source>
            <translation>Aktionen: reattach, promote, delete.</translation>
        </message>
        <message>
            <source>Make the database anew: migrations from scratch, then rows of the source or the seed</source>
            <translation>Die Datenbank neu aufbauen: Migrationen von Anfang an, dann Zeilen der Quelle oder des Seeds</translation>
        </message>
        <message>
            <source>Copy one organization only (not yet)</source>
            <translation>Nur eine Organisation kopieren (noch nicht möglich)</translation>
        </message>
        <message>
            <source>Copy the rows of this database, which is only read; default: SOURCE_DB_CONNECTION_STRING</source>
            <translation>Die Zeilen dieser Datenbank kopieren, die nur gelesen wird; Vorgabe: SOURCE_DB_CONNECTION_STRING</translation>
        </message>
        <message>
            <source>Reset this database; the same as --db</source>
            <translation>Diese Datenbank zurücksetzen; dasselbe wie --db</translation>
        </message>
        <message>
            <source>source, seed or none; default: the source if there is one, else the seed if there is one</source>
            <translation>source, seed oder none; Vorgabe: die Quelle, wenn es eine gibt, sonst der Seed, wenn es einen gibt</translation>
        </message>
        <message>
            <source>Within the database itself, also where a new one could be made; schemas of their own keep what was there</source>
            <translation>In der Datenbank selbst, auch wo eine neue angelegt werden könnte; eigene Schemas bewahren auf, was da war</translation>
        </message>
        <message>
            <source>One organization cannot be copied yet: reset copies all rows.</source>
            <translation>Eine einzelne Organisation kann noch nicht kopiert werden: reset kopiert alle Zeilen.</translation>
        </message>
        <message>
            <source>Leave out -o, or copy no rows: --data none</source>
            <translation>-o weglassen oder keine Zeilen kopieren: --data none</translation>
        </message>
        <message>
            <source>--target-db and --db or --target exclude each other.</source>
            <translation>--target-db und --db oder --target schließen einander aus.</translation>
        </message>
        <message>
            <source>--data has no choice “%1”.</source>
            <translation>--data hat keine Auswahl „%1“.</translation>
        </message>
        <message>
            <source>Choices: source, seed, none.</source>
            <translation>Zur Auswahl: source, seed, none.</translation>
        </message>
        <message>
            <source>--source-db and --data %1 exclude each other.</source>
            <translation>--source-db und --data %1 schließen einander aus.</translation>
        </message>
        <message>
            <source>Restore a dump of pg_dump</source>
            <translation>Einen Dump von pg_dump wiederherstellen</translation>
        </message>
        <message>
            <source>A dump: of the custom, directory or tar form, or a script, also packed by gzip or zstd</source>
            <translation>Ein Dump: in der Form custom, directory oder tar, oder ein Skript, auch mit gzip oder zstd gepackt</translation>
        </message>
        <message>
            <source>Into a new database of this name; nothing is replaced</source>
            <translation>In eine neue Datenbank dieses Namens; nichts wird ersetzt</translation>
        </message>
        <message>
            <source>How many tables at a time; default: by the processors</source>
            <translation>Wie viele Tabellen gleichzeitig; Vorgabe: nach den Prozessoren</translation>
        </message>
        <message>
            <source>What is in it belongs to the role that restores it</source>
            <translation>Was darin ist, gehört der Rolle, die es wiederherstellt</translation>
        </message>
        <message>
            <source>Into the database itself, in one transaction, rather than beside it</source>
            <translation>In die Datenbank selbst, in einer Transaktion, statt daneben</translation>
        </message>
        <message>
            <source>In place: what depends on what is replaced, and is not in the dump, goes; the plan names it</source>
            <translation>An Ort und Stelle: was vom Ersetzten abhängt und nicht im Dump ist, entfällt; der Plan nennt es</translation>
        </message>
        <message>
            <source>Drop the database that this run has put aside, or all that are past keep_automatic_days; no FILE</source>
            <translation>Die Datenbank verwerfen, die dieser Auftrag beiseitegelegt hat, oder alle, die älter sind als keep_automatic_days; keine FILE</translation>
        </message>
        <message>
            <source>Name one dump to restore.</source>
            <translation>Einen Dump nennen, der wiederhergestellt werden soll.</translation>
        </message>
        <message>
            <source>As in: arboristctl restore backups/db/FILE</source>
            <translation>Wie in: arboristctl restore backups/db/FILE</translation>
        </message>
        <message>
            <source>--in-place and --into exclude each other.</source>
            <translation>--in-place und --into schließen einander aus.</translation>
        </message>
        <message>
            <source>Nothing that the run “%1” has put aside is there.</source>
            <translation>Nichts, was der Lauf „%1“ beiseitegelegt hat, ist da.</translation>
        </message>
        <message>
            <source>arboristctl history shows the runs.</source>
            <translation>arboristctl history zeigt die Läufe.</translation>
        </message>
        <message>
            <source>Take back the last migrations by their down scripts</source>
            <translation>Die letzten Migrationen mit ihren Down-Skripten zurücknehmen</translation>
        </message>
        <message>
            <source>How many, newest first; default: 1</source>
            <translation>Wie viele, die neuesten zuerst; Vorgabe: 1</translation>
        </message>
        <message>
            <source>All that come after this one, which stays; with --propose: the one to propose for</source>
            <translation>Alle, die nach dieser kommen, welche bleibt; mit --propose: diejenige, für die vorgeschlagen wird</translation>
        </message>
        <message>
            <source>Exactly this one, which must be among the last; may be given several times</source>
            <translation>Genau diese, die unter den letzten sein muss; kann mehrmals angegeben werden</translation>
        </message>
        <message>
            <source>Drizzle: print what a down script of the last one could be, from the snapshots; nothing is run</source>
            <translation>Drizzle: ausgeben, wie ein Down-Skript der letzten aussehen könnte, aus den Snapshots; nichts wird ausgeführt</translation>
        </message>
        <message>
            <source>With --propose: write it beside the migration, to be read there</source>
            <translation>Mit --propose: es neben die Migration schreiben, um es dort zu lesen</translation>
        </message>
        <message>
            <source>y</source>
            <translation>j</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>ja</translation>
        </message>
        <message>
            <source>Go on? [y/N] </source>
            <translation>Fortfahren? [j/N] </translation>
        </message>
        <message>
            <source>Type the name of the stage, %1, to go on: </source>
            <translation>Zum Fortfahren den Namen der Stage eingeben, %1: </translation>
        </message>
        <message>
            <source>Compare every derived value of the item hierarchy with what is expected</source>
            <translation>Jeden abgeleiteten Wert der Eintragshierarchie mit dem erwarteten vergleichen</translation>
        </message>
        <message>
            <source>Only the hierarchy in this table</source>
            <translation>Nur die Hierarchie in dieser Tabelle</translation>
        </message>
        <message>
            <source>Take this rule, as [hierarchy.rules] in arborist.toml writes it: estimate_sum=leaves, progress.by=counts; may be repeated</source>
            <translation>Diese Regel verwenden, wie [hierarchy.rules] in arborist.toml sie schreibt: estimate_sum=leaves, progress.by=counts; mehrfach möglich</translation>
        </message>
        <message>
            <source>Keep these rules for the project on this machine: later scans and repairs take them, too</source>
            <translation>Diese Regeln für das Projekt auf diesem Rechner speichern: auch spätere Scans und Reparaturen verwenden sie</translation>
        </message>
        <message>
            <source>First forget the rules kept for the hierarchy</source>
            <translation>Zuerst die für die Hierarchie gespeicherten Regeln vergessen</translation>
        </message>
        <message>
            <source>List every value that differs</source>
            <translation>Jeden abweichenden Wert auflisten</translation>
        </message>
        <message>
            <source>Also write the counts to this file, for Prometheus</source>
            <translation>Die Anzahlen auch in diese Datei schreiben, für Prometheus</translation>
        </message>
        <message>
            <source>Exit with 4 when items have drifted</source>
            <translation>Mit 4 enden, wenn Einträge Drift haben</translation>
        </message>
        <message>
            <source>The organization “%1” has no items.</source>
            <translation>Die Organisation „%1“ hat keine Einträge.</translation>
        </message>
        <message>
            <source>Give its id as it stands in the table.</source>
            <translation>Ihre ID so angeben, wie sie in der Tabelle steht.</translation>
        </message>
        <message>
            <source>--keep-rules keeps what --rule says.</source>
            <translation>--keep-rules speichert, was --rule angibt.</translation>
        </message>
        <message>
            <source>Give one, as in --rule estimate_sum=leaves</source>
            <translation>Eine angeben, etwa --rule estimate_sum=leaves</translation>
        </message>
        <message>
            <source>%1 on %2 is empty.</source>
            <translation>%1 auf %2 ist leer.</translation>
        </message>
        <message>
            <source>%1 on %2 is healthy: all %3 items hold what is expected.</source>
            <translation>%1 auf %2 ist gesund: alle %3 Einträge enthalten das Erwartete.</translation>
        </message>
        <message>
            <source>%1 on %2: %3 of %4 items have drifted (%5).</source>
            <translation>%1 auf %2: %3 von %4 Einträgen haben Drift (%5).</translation>
        </message>
        <message>
            <source>Organizations</source>
            <translation>Organisationen</translation>
        </message>
        <message>
            <source>Deepest level</source>
            <translation>Tiefste Ebene</translation>
        </message>
        <message>
            <source>Items where drift began</source>
            <translation>Einträge, bei denen Drift begann</translation>
        </message>
        <message>
            <source>Items below an orphan</source>
            <translation>Einträge unter einer Waise</translation>
        </message>
        <message>
            <source>In flight, not counted</source>
            <translation>In Änderung, nicht gezählt</translation>
        </message>
        <message>
            <source>NULL stored for 0, not counted</source>
            <translation>NULL statt 0 gespeichert, nicht gezählt</translation>
        </message>
        <message>
            <source>Scanned in</source>
            <translation>Gescannt in</translation>
        </message>
        <message>
            <source>%1, %2 items/s</source>
            <translation>%1, %2 Einträge/s</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Art</translation>
        </message>
        <message>
            <source>Drift</source>
            <translation>Drift</translation>
        </message>
        <message>
            <source>Items</source>
            <translation>Einträge</translation>
        </message>
        <message>
            <source>Origins</source>
            <translation>Ursprünge</translation>
        </message>
        <message>
            <source>Repairable</source>
            <translation>Reparierbar</translation>
        </message>
        <message>
            <source>Organizations with the most drift</source>
            <translation>Organisationen mit der meisten Drift</translation>
        </message>
        <message>
            <source>Drifted</source>
            <translation>Mit Drift</translation>
        </message>
        <message>
            <source>Share</source>
            <translation>Anteil</translation>
        </message>
        <message>
            <source>without organization</source>
            <translation>ohne Organisation</translation>
        </message>
        <message>
            <source>Column</source>
            <translation>Spalte</translation>
        </message>
        <message>
            <source>Rule</source>
            <translation>Regel</translation>
        </message>
        <message>
            <source>Agrees</source>
            <translation>Stimmt überein</translation>
        </message>
        <message>
            <source>rule unclear, not checked: %1</source>
            <translation>Regel unklar, nicht geprüft: %1</translation>
        </message>
        <message>
            <source> or </source>
            <translation> oder </translation>
        </message>
        <message>
            <source>rule unknown, not checked</source>
            <translation>Regel unbekannt, nicht geprüft</translation>
        </message>
        <message>
            <source>rule unknown, not checked (tried: %1)</source>
            <translation>Regel unbekannt, nicht geprüft (versucht: %1)</translation>
        </message>
        <message>
            <source>%1 (kept on this machine)</source>
            <translation>%1 (auf diesem Rechner gespeichert)</translation>
        </message>
        <message>
            <source>What it could be</source>
            <translation>Was es sein könnte</translation>
        </message>
        <message>
            <source>Say so with</source>
            <translation>Festlegen mit</translation>
        </message>
        <message>
            <source>Item</source>
            <translation>Eintrag</translation>
        </message>
        <message>
            <source>Organization</source>
            <translation>Organisation</translation>
        </message>
        <message>
            <source>Stored</source>
            <translation>Gespeichert</translation>
        </message>
        <message>
            <source>Expected</source>
            <translation>Erwartet</translation>
        </message>
        <message>
            <source>Began here</source>
            <translation>Begann hier</translation>
        </message>
        <message>
            <source>Put a stage's address into the keychain (set), or take it out (forget)</source>
            <translation>Die Adresse einer Stage in den Schlüsselbund legen (set) oder daraus entfernen (forget)</translation>
        </message>
        <message>
            <source>set asks for the address and does not show it, or reads it from standard input; it is never an argument</source>
            <translation>set fragt nach der Adresse, ohne sie anzuzeigen, oder liest sie von der Standardeingabe; sie ist nie ein Argument</translation>
        </message>
        <message>
            <source>What follows keychain: in the url of a stage</source>
            <translation>Was in der url einer Stage auf keychain: folgt</translation>
        </message>
        <message>
            <source>The keychain keeps it. A stage reads it by: url = "keychain:%1"</source>
            <translation>Der Schlüsselbund bewahrt sie auf. Eine Stage liest sie mit: url = "keychain:%1"</translation>
        </message>
        <message>
            <source>The keychain has no entry “%1” any more.</source>
            <translation>Der Schlüsselbund hat keinen Eintrag „%1“ mehr.</translation>
        </message>
        <message>
            <source>Address with its password (postgresql://…): </source>
            <translation>Adresse mit Passwort (postgresql://…): </translation>
        </message>
        <message>
            <source>There is no address; nothing was stored.</source>
            <translation>Es gibt keine Adresse; nichts wurde gespeichert.</translation>
        </message>
        <message>
            <source>Type it when asked, or send it to standard input: arboristctl secret set %1 &lt; FILE</source>
            <translation>Sie auf Nachfrage eingeben oder an die Standardeingabe senden: arboristctl secret set %1 &lt; FILE</translation>
        </message>
        <message>
            <source>Fill tables from the project's seed: *.sql, *.csv and *.json</source>
            <translation>Tabellen aus dem Seed des Projekts befüllen: *.sql, *.csv und *.json</translation>
        </message>
        <message>
            <source>Archive and empty the seed's tables first, with those that refer to them</source>
            <translation>Die Tabellen des Seeds zuerst archivieren und leeren, samt denen, die auf sie verweisen</translation>
        </message>
        <message>
            <source>Only this file or table, as in: users; may be given several times</source>
            <translation>Nur diese Datei oder Tabelle, wie in: users; kann mehrmals angegeben werden</translation>
        </message>
        <message>
            <source>Make up believable rows in place of the seed: users=100,items=5000</source>
            <translation>Statt des Seeds glaubhafte Zeilen erfinden: users=100,items=5000</translation>
        </message>
        <message>
            <source>With --generate: the same number makes the same rows; default: 1</source>
            <translation>Mit --generate: dieselbe Zahl ergibt dieselben Zeilen; Vorgabe: 1</translation>
        </message>
        <message>
            <source>--generate and --fresh or --only exclude each other.</source>
            <translation>--generate und --fresh oder --only schließen einander aus.</translation>
        </message>
        <message>
            <source>The project is seeded by its own command, which knows no --only.</source>
            <translation>Das Projekt wird von seinem eigenen Befehl befüllt, der kein --only kennt.</translation>
        </message>
        <message>
            <source>Name a folder of files under [seed] in arborist.toml.</source>
            <translation>Unter [seed] in arborist.toml einen Ordner mit Dateien nennen.</translation>
        </message>
        <message>
            <source>--db and --target exclude each other.</source>
            <translation>--db und --target schließen einander aus.</translation>
        </message>
        <message>
            <source>--db takes the place of a stage.</source>
            <translation>--db tritt an die Stelle einer Stage.</translation>
        </message>
        <message>
            <source>There is no project at or above %1.</source>
            <translation>In %1 und darüber gibt es kein Projekt.</translation>
        </message>
        <message>
            <source>Name its folder with --workspace, or a database with --db. Without either: arboristctl demo start</source>
            <translation>Den Ordner mit --workspace oder eine Datenbank mit --db nennen. Ohne beides: arboristctl demo start</translation>
        </message>
        <message>
            <source>There is no folder %1.</source>
            <translation>Es gibt keinen Ordner %1.</translation>
        </message>
        <message>
            <source>Check --workspace.</source>
            <translation>--workspace prüfen.</translation>
        </message>
        <message>
            <source>Reading the workspace %1</source>
            <translation>Arbeitsbereich %1 wird gelesen</translation>
        </message>
        <message>
            <source>The project %1 has no stage.</source>
            <translation>Das Projekt %1 hat keine Stage.</translation>
        </message>
        <message>
            <source>Give it a database URL in .env or arborist.toml, or name one with --db.</source>
            <translation>Eine Datenbank-URL in .env oder arborist.toml eintragen oder eine mit --db nennen.</translation>
        </message>
        <message>
            <source>There is no stage “%1”.</source>
            <translation>Es gibt keine Stage „%1“.</translation>
        </message>
        <message>
            <source>Stages: %1.</source>
            <translation>Stages: %1.</translation>
        </message>
        <message>
            <source>Connecting to %1</source>
            <translation>Verbindung mit %1 wird aufgebaut</translation>
        </message>
        <message>
            <source>Connected in %1, PostgreSQL %2</source>
            <translation>Verbunden in %1, PostgreSQL %2</translation>
        </message>
        <message>
            <source>Give the name of a stage whose address is to be used; or an address without a password; or -, and the address on standard input.</source>
            <translation>Den Namen einer Stage angeben, deren Adresse verwendet werden soll; oder eine Adresse ohne Passwort; oder - und die Adresse auf der Standardeingabe.</translation>
        </message>
        <message>
            <source>No database is named, and nobody can be asked.</source>
            <translation>Keine Datenbank ist genannt, und niemand kann gefragt werden.</translation>
        </message>
        <message>
            <source>(no address)</source>
            <translation>(keine Adresse)</translation>
        </message>
        <message>
            <source>Number or name of a stage, or an address: </source>
            <translation>Nummer oder Name einer Stage oder eine Adresse: </translation>
        </message>
        <message>
            <source>Password (empty: none): </source>
            <translation>Passwort (leer: keines): </translation>
        </message>
        <message>
            <source>Point the target (target-db) or the source (source-db) to another database, in .env</source>
            <translation>Das Ziel (target-db) oder die Quelle (source-db) in .env auf eine andere Datenbank richten</translation>
        </message>
        <message>
            <source>target-db writes DB_CONNECTION_STRING, or what else the stage's address is read from; source-db SOURCE_DB_CONNECTION_STRING</source>
            <translation>target-db schreibt DB_CONNECTION_STRING oder woraus die Adresse der Stage sonst gelesen wird; source-db SOURCE_DB_CONNECTION_STRING</translation>
        </message>
        <message>
            <source>A stage of the workspace; or an address; or - to read the address from standard input, which keeps a password out of the list of processes. Left out: asked for on a terminal</source>
            <translation>Eine Stage des Arbeitsbereichs; oder eine Adresse; oder -, um die Adresse von der Standardeingabe zu lesen, was ein Passwort aus der Prozessliste heraushält. Ohne Angabe wird am Terminal gefragt</translation>
        </message>
        <message>
            <source>There is no address on standard input.</source>
            <translation>Auf der Standardeingabe steht keine Adresse.</translation>
        </message>
        <message>
            <source>There is no stage “%1”, and it is no address either.</source>
            <translation>Es gibt keine Stage „%1“, und eine Adresse ist es auch nicht.</translation>
        </message>
        <message>
            <source>List the stages: environment, protection, address, reachable or not</source>
            <translation>Die Stages auflisten: Umgebung, Schutz, Adresse, erreichbar oder nicht</translation>
        </message>
        <message>
            <source>trust STAGE: accept the database that the stage leads to now</source>
            <translation>trust STAGE: die Datenbank annehmen, zu der die Stage jetzt führt</translation>
        </message>
        <message>
            <source>What is allowed on each stage, from a desk and from a pipeline</source>
            <translation>Was auf jeder Stage erlaubt ist, von einem Arbeitsplatz und von einer Pipeline aus</translation>
        </message>
        <message>
            <source>“stages %1” is not known.</source>
            <translation>„stages %1“ ist nicht bekannt.</translation>
        </message>
        <message>
            <source>Either stages alone, or: arboristctl stages trust STAGE</source>
            <translation>Entweder stages allein oder: arboristctl stages trust STAGE</translation>
        </message>
        <message>
            <source>%1 has no stages.</source>
            <translation>%1 hat keine Stages.</translation>
        </message>
        <message>
            <source>Protected</source>
            <translation>Geschützt</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>Adresse</translation>
        </message>
        <message>
            <source>Server</source>
            <translation>Server</translation>
        </message>
        <message>
            <source>answers in %1 ms</source>
            <translation>antwortet in %1 ms</translation>
        </message>
        <message>
            <source>%1, backup %2</source>
            <translation>%1, Sicherung %2</translation>
        </message>
        <message>
            <source>%1 (%2%3)</source>
            <translation>%1 (%2%3)</translation>
        </message>
        <message>
            <source>, read only</source>
            <translation>, nur lesend</translation>
        </message>
        <message>
            <source>, protected</source>
            <translation>, geschützt</translation>
        </message>
        <message>
            <source>From a desk</source>
            <translation>Von einem Arbeitsplatz aus</translation>
        </message>
        <message>
            <source>From a pipeline</source>
            <translation>Von einer Pipeline aus</translation>
        </message>
        <message>
            <source>PostgreSQL %1, a standby</source>
            <translation>PostgreSQL %1, ein Standby</translation>
        </message>
        <message>
            <source>PostgreSQL %1</source>
            <translation>PostgreSQL %1</translation>
        </message>
        <message>
            <source>Tables</source>
            <translation>Tabellen</translation>
        </message>
        <message>
            <source>Connections</source>
            <translation>Verbindungen</translation>
        </message>
        <message>
            <source>Last scan</source>
            <translation>Letzter Scan</translation>
        </message>
        <message>
            <source>%1: %2 of %3 items of %4 have drifted</source>
            <translation>%1: %2 von %3 Einträgen von %4 haben Drift</translation>
        </message>
        <message>
            <source>Largest tables</source>
            <translation>Größte Tabellen</translation>
        </message>
        <message>
            <source>Rows, about</source>
            <translation>Zeilen, etwa</translation>
        </message>
        <message>
            <source>Nothing needs attention.</source>
            <translation>Nichts erfordert Aufmerksamkeit.</translation>
        </message>
        <message>
            <source>Needs attention:</source>
            <translation>Erfordert Aufmerksamkeit:</translation>
        </message>
        <message>
            <source>Show how the database is: version, tables, sizes, health</source>
            <translation>Den Zustand der Datenbank anzeigen: Version, Tabellen, Größen, Gesundheit</translation>
        </message>
        <message>
            <source>Exit with 4 when something needs attention; pending migrations are no reason</source>
            <translation>Mit 4 enden, wenn etwas Aufmerksamkeit erfordert; ausstehende Migrationen sind kein Grund</translation>
        </message>
        <message>
            <source>For pipelines: JUnit XML, or annotations of GitHub</source>
            <translation>Für Pipelines: JUnit-XML oder Anmerkungen von GitHub</translation>
        </message>
        <message>
            <source>%1: database %2 at %3</source>
            <translation>%1: Datenbank %2 auf %3</translation>
        </message>
        <message>
            <source>The output cannot be written: %1.</source>
            <translation>Die Ausgabe kann nicht geschrieben werden: %1.</translation>
        </message>
        <message>
            <source>Check where it is led to, and the space left there.</source>
            <translation>Prüfen, wohin sie geleitet wird und ob dort noch Platz ist.</translation>
        </message>
        <message>
            <source>Test accounts:</source>
            <translation>Testkonten:</translation>
        </message>
        <message>
            <source>under %1 %</source>
            <translation>unter %1 %</translation>
        </message>
        <message>
            <source>over %1 %</source>
            <translation>über %1 %</translation>
        </message>
        <message>
            <source>%1 ms</source>
            <translation>%1 ms</translation>
        </message>
        <message>
            <source>%1 s</source>
            <translation>%1 s</translation>
        </message>
        <message>
            <source>%1 min %2 s</source>
            <translation>%1 min %2 s</translation>
        </message>
        <message>
            <source>no</source>
            <translation>nein</translation>
        </message>
        <message>
            <source>There is no run that could be taken back.</source>
            <translation>Es gibt keinen Lauf, der zurückgenommen werden könnte.</translation>
        </message>
        <message>
            <source>There is no run that could be taken back on %1.</source>
            <translation>Es gibt keinen Lauf auf %1, der zurückgenommen werden könnte.</translation>
        </message>
        <message>
            <source>arboristctl history shows what there was.</source>
            <translation>arboristctl history zeigt, was es gab.</translation>
        </message>
        <message>
            <source>There is no run “%1”.</source>
            <translation>Es gibt keinen Lauf „%1“.</translation>
        </message>
        <message>
            <source>Take back what a run changed</source>
            <translation>Zurücknehmen, was ein Lauf geändert hat</translation>
        </message>
        <message>
            <source>Number of the run, as history shows it, or last</source>
            <translation>Nummer des Laufs, wie history sie zeigt, oder last</translation>
        </message>
        <message>
            <source>Take all rows out of all tables, or of some; undo puts them back</source>
            <translation>Alle Zeilen aus allen oder einigen Tabellen entfernen; undo stellt sie wieder her</translation>
        </message>
        <message>
            <source>Take along the tables that refer to them; the plan names each</source>
            <translation>Die Tabellen mitnehmen, die auf sie verweisen; der Plan nennt jede</translation>
        </message>
        <message>
            <source>Let numbers go on where they are; default: from the start</source>
            <translation>Nummern dort weiterzählen, wo sie sind; Vorgabe: von Anfang an</translation>
        </message>
        <message>
            <source>Start the server, or check folder and port: its socket would be %1/.s.PGSQL.%2.</source>
            <translation>Den Server starten oder Ordner und Port prüfen: sein Socket wäre %1/.s.PGSQL.%2.</translation>
        </message>
        <message>
            <source>Start the server ("systemctl start postgresql", "docker compose up"), or check the port.</source>
            <translation>Den Server starten ("systemctl start postgresql", "docker compose up") oder den Port prüfen.</translation>
        </message>
        <message>
            <source>Check host and port, that the server runs and listens on this address, and that a firewall or security group lets you through.</source>
            <translation>Prüfen, ob Host und Port stimmen, der Server läuft und an dieser Adresse lauscht und eine Firewall oder Sicherheitsgruppe die Verbindung zulässt.</translation>
        </message>
        <message>
            <source>Check the user name (upper and lower case differ); "psql -c '\du'" lists the roles. A role needs LOGIN.</source>
            <translation>Den Benutzernamen prüfen (Groß- und Kleinschreibung zählt); "psql -c '\du'" listet die Rollen auf. Eine Rolle braucht LOGIN.</translation>
        </message>
        <message>
            <source>The server's pg_hba.conf does not admit user "%1" to database "%2" from here. Connect from an admitted address, or let an administrator add a line and reload.</source>
            <translation>Die pg_hba.conf des Servers lässt den Benutzer "%1" von hier nicht zur Datenbank "%2" zu. Von einer zugelassenen Adresse verbinden oder einen Administrator eine Zeile ergänzen und neu laden lassen.</translation>
        </message>
        <message>
            <source>It may admit encrypted connections only: add sslmode=require.</source>
            <translation>Vielleicht sind nur verschlüsselte Verbindungen zugelassen: sslmode=require ergänzen.</translation>
        </message>
        <message>
            <source>The server at %1 offers no TLS, and the connection asks for it (sslmode=%2).</source>
            <translation>Der Server auf %1 bietet kein TLS, und die Verbindung verlangt es (sslmode=%2).</translation>
        </message>
        <message>
            <source>Turn on ssl at the server, or use sslmode=prefer where the network is trusted.</source>
            <translation>ssl am Server einschalten oder sslmode=prefer verwenden, wo das Netz vertrauenswürdig ist.</translation>
        </message>
        <message>
            <source>No secure connection to %1 could be made (sslmode=%2).</source>
            <translation>Mit %1 kam keine sichere Verbindung zustande (sslmode=%2).</translation>
        </message>
        <message>
            <source>Give the certificate of the authority that signed the server's with sslrootcert=FILE, check that the host name is the one in the certificate, or use sslmode=require, which does not check it.</source>
            <translation>Das Zertifikat der Stelle, die das des Servers signiert hat, mit sslrootcert=FILE angeben, prüfen, ob der Hostname der im Zertifikat ist, oder sslmode=require verwenden, das ihn nicht prüft.</translation>
        </message>
        <message>
            <source>No server answers at %1.</source>
            <translation>Auf %1 antwortet kein Server.</translation>
        </message>
        <message>
            <source>The server at %1 cannot be reached.</source>
            <translation>Der Server auf %1 ist nicht erreichbar.</translation>
        </message>
        <message>
            <source>Check the network, the VPN, and that a firewall or security group lets you through.</source>
            <translation>Netz, VPN und Durchlass durch Firewall oder Sicherheitsgruppe prüfen.</translation>
        </message>
        <message>
            <source>The socket in %1 may not be opened.</source>
            <translation>Der Socket in %1 darf nicht geöffnet werden.</translation>
        </message>
        <message>
            <source>Use an account that may open the server's socket folder, or connect over TCP.</source>
            <translation>Ein Konto verwenden, das den Socket-Ordner des Servers öffnen darf, oder über TCP verbinden.</translation>
        </message>
        <message>
            <source>There is no host named %1.</source>
            <translation>Es gibt keinen Host namens %1.</translation>
        </message>
        <message>
            <source>Check the host's name, the network and the VPN.</source>
            <translation>Hostnamen, Netz und VPN prüfen.</translation>
        </message>
        <message>
            <source>The program at %1 hung up before it said who it is.</source>
            <translation>Das Programm auf %1 hat die Verbindung beendet, bevor es sich zu erkennen gab.</translation>
        </message>
        <message>
            <source>Check the port: this may not be a PostgreSQL server, or it is just starting or crashed. Its log tells.</source>
            <translation>Den Port prüfen: vielleicht ist dies kein PostgreSQL-Server, oder er startet gerade oder ist abgestürzt. Sein Protokoll gibt Auskunft.</translation>
        </message>
        <message>
            <source>Check the connection string.</source>
            <translation>Die Verbindungszeichenfolge prüfen.</translation>
        </message>
        <message>
            <source>The server at %1 asks for a password of user "%2", and none was given.</source>
            <translation>Der Server auf %1 verlangt ein Passwort für den Benutzer "%2", und keines wurde angegeben.</translation>
        </message>
        <message>
            <source>Put it into the connection string (postgresql://user:password@host/...), into PGPASSWORD, or into ~/.pgpass (permissions 0600).</source>
            <translation>Es in die Verbindungszeichenfolge (postgresql://user:password@host/...), in PGPASSWORD oder in ~/.pgpass (Rechte 0600) setzen.</translation>
        </message>
        <message>
            <source>The server at %1 did not answer within %2 s.</source>
            <translation>Der Server auf %1 hat nicht innerhalb von %2 s geantwortet.</translation>
        </message>
        <message>
            <source>Check the network, the VPN, and that a firewall or security group lets you through. A sleeping or far server may need more time: connect_timeout=SECONDS.</source>
            <translation>Netz, VPN und Durchlass durch Firewall oder Sicherheitsgruppe prüfen. Ein schlafender oder ferner Server braucht vielleicht mehr Zeit: connect_timeout=SECONDS.</translation>
        </message>
        <message>
            <source>The statement has a NUL character in it.</source>
            <translation>Die Anweisung enthält ein NUL-Zeichen.</translation>
        </message>
        <message>
            <source>A text has a NUL character in it, which PostgreSQL cannot store.</source>
            <translation>Ein Text enthält ein NUL-Zeichen, das PostgreSQL nicht speichern kann.</translation>
        </message>
        <message>
            <source>The statement is not the COPY expected.</source>
            <translation>Die Anweisung ist nicht das erwartete COPY.</translation>
        </message>
        <message>
            <source>The connection is closed.</source>
            <translation>Die Verbindung ist geschlossen.</translation>
        </message>
        <message>
            <source>Write it as postgresql://user:password@host:5432/database. In user name and password, write % as %25, @ as %40, : as %3A, / as %2F and # as %23.</source>
            <translation>Als postgresql://user:password@host:5432/database schreiben. In Benutzername und Passwort % als %25, @ als %40, : als %3A, / als %2F und # als %23 schreiben.</translation>
        </message>
        <message>
            <source>Write postgresql://user:password@host:5432/database or "host=... port=5432 dbname=... user=..."; a value with spaces stands in single quotes.</source>
            <translation>postgresql://user:password@host:5432/database oder "host=... port=5432 dbname=... user=..." schreiben; ein Wert mit Leerzeichen steht in einfachen Anführungszeichen.</translation>
        </message>
        <message>
            <source>The connection string is empty.</source>
            <translation>Die Verbindungszeichenfolge ist leer.</translation>
        </message>
        <message>
            <source>The connection string has an "@" or "/" too many.</source>
            <translation>Die Verbindungszeichenfolge hat ein „@“ oder „/“ zu viel.</translation>
        </message>
        <message>
            <source>This is not a PostgreSQL connection string.</source>
            <translation>Dies ist keine PostgreSQL-Verbindungszeichenfolge.</translation>
        </message>
        <message>
            <source>The connection string cannot be read: %1</source>
            <translation>Die Verbindungszeichenfolge kann nicht gelesen werden: %1</translation>
        </message>
        <message>
            <source>%1 via %2</source>
            <translation>%1 über %2</translation>
        </message>
        <message>
            <source>%1 could not be started: %2.</source>
            <translation>%1 konnte nicht gestartet werden: %2.</translation>
        </message>
        <message>
            <source>Try the command in a terminal.</source>
            <translation>Den Befehl in einem Terminal versuchen.</translation>
        </message>
        <message>
            <source>there is no folder %1</source>
            <translation>es gibt keinen Ordner %1</translation>
        </message>
        <message>
            <source>Check the project's folders.</source>
            <translation>Die Ordner des Projekts prüfen.</translation>
        </message>
        <message>
            <source>it was not found</source>
            <translation>nicht gefunden</translation>
        </message>
        <message>
            <source>Install it, or start Arborist where PATH leads to it: a program started from the desktop may have another PATH than your terminal.</source>
            <translation>Installieren oder Arborist dort starten, wo PATH dorthin führt: ein vom Desktop gestartetes Programm kann einen anderen PATH haben als das Terminal.</translation>
        </message>
        <message>
            <source>The server sent a COPY of an unknown format.</source>
            <translation>Der Server hat ein COPY in unbekanntem Format gesendet.</translation>
        </message>
        <message>
            <source>Free some room on the disk.</source>
            <translation>Platz auf dem Datenträger schaffen.</translation>
        </message>
        <message>
            <source>A part of the path is a file. Choose another folder; that of Arborist's own files is set by ARBORIST_DATA_DIR.</source>
            <translation>Ein Teil des Pfades ist eine Datei. Wählen Sie einen anderen Ordner; den für Arborists eigene Dateien bestimmt ARBORIST_DATA_DIR.</translation>
        </message>
        <message>
            <source>Choose a folder that you may write to; that of Arborist's own files is set by ARBORIST_DATA_DIR.</source>
            <translation>Wählen Sie einen Ordner, in den Sie schreiben dürfen; den für Arborists eigene Dateien bestimmt ARBORIST_DATA_DIR.</translation>
        </message>
        <message>
            <source>The folder %1 cannot be made: %2.</source>
            <translation>Der Ordner %1 kann nicht angelegt werden: %2.</translation>
        </message>
        <message>
            <source>a file has its name</source>
            <translation>eine Datei trägt seinen Namen</translation>
        </message>
        <message>
            <source>a table of an extension</source>
            <translation>eine Tabelle einer Erweiterung</translation>
        </message>
        <message>
            <source>1 table</source>
            <translation>1 Tabelle</translation>
        </message>
        <message>
            <source>%1 tables</source>
            <translation>%1 Tabellen</translation>
        </message>
        <message>
            <source>the record of applied migrations</source>
            <translation>das Register der angewendeten Migrationen</translation>
        </message>
        <message>
            <source>a table of this program</source>
            <translation>eine Tabelle dieses Programms</translation>
        </message>
        <message>
            <source>1 row</source>
            <translation>1 Zeile</translation>
        </message>
        <message>
            <source>%1 rows</source>
            <translation>%1 Zeilen</translation>
        </message>
        <message>
            <source>Rows unknown</source>
            <translation>Zeilen unbekannt</translation>
        </message>
        <message>
            <source>None</source>
            <translation>Keiner</translation>
        </message>
        <message>
            <source>%1 in %2</source>
            <translation>%1 in %2</translation>
        </message>
        <message>
            <source>%1 rows inserted, changed or deleted since the server's statistics were reset; never analyzed.</source>
            <translation>%1 Zeilen eingefügt, geändert oder gelöscht, seit die Statistiken des Servers zurückgesetzt wurden; nie analysiert.</translation>
        </message>
        <message>
            <source>%1 rows inserted, changed or deleted since the table was analyzed %2; %3 since the server's statistics were reset.</source>
            <translation>%1 Zeilen eingefügt, geändert oder gelöscht, seit die Tabelle analysiert wurde (%2); %3, seit die Statistiken des Servers zurückgesetzt wurden.</translation>
        </message>
        <message>
            <source>%1 and %2 more</source>
            <translation>%1 und %2 weitere</translation>
        </message>
        <message>
            <source>Dates</source>
            <translation>Termine</translation>
        </message>
        <message>
            <source>Dates, %1</source>
            <translation>Termine, %1</translation>
        </message>
        <message>
            <source>Dates, %1–%2</source>
            <translation>Termine, %1–%2</translation>
        </message>
        <message>
            <source>The demo's file %1 cannot be written.</source>
            <translation>Die Demo-Datei %1 kann nicht geschrieben werden.</translation>
        </message>
        <message>
            <source>Check the folder's permissions and the space left on the disk.</source>
            <translation>Rechte des Ordners und freien Platz auf dem Datenträger prüfen.</translation>
        </message>
        <message>
            <source>A demo of %1 items cannot be made.</source>
            <translation>Eine Demo mit %1 Einträgen kann nicht angelegt werden.</translation>
        </message>
        <message>
            <source>Choose a size from %1 to %2 items.</source>
            <translation>Eine Größe von %1 bis %2 Einträgen wählen.</translation>
        </message>
        <message>
            <source>The program lacks its file %1.</source>
            <translation>Dem Programm fehlt seine Datei %1.</translation>
        </message>
        <message>
            <source>Install Arborist anew.</source>
            <translation>Arborist neu installieren.</translation>
        </message>
        <message>
            <source>Making indexes of stage %1</source>
            <translation>Indizes der Stage %1 werden angelegt</translation>
        </message>
        <message>
            <source>Making stage %1</source>
            <translation>Stage %1 wird angelegt</translation>
        </message>
        <message>
            <source>items</source>
            <translation>Einträge</translation>
        </message>
        <message>
            <source>Arborist %1</source>
            <translation>Arborist %1</translation>
        </message>
        <message>
            <source>Looks after staged PostgreSQL databases and the trees of work items in them.

Free software under the GNU General Public License, version 3 or later. Qt %1.</source>
            <translation>Betreut gestufte PostgreSQL-Datenbanken und die Bäume von Arbeitseinträgen darin.

Freie Software unter der GNU General Public License, Version 3 oder später. Qt %1.</translation>
        </message>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>Tastenkürzel</translation>
        </message>
        <message>
            <source>Does</source>
            <translation>Wirkung</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
        <message>
            <source>Change the target stage</source>
            <translation>Ziel-Stage wechseln</translation>
        </message>
        <message>
            <source>Read again, scan</source>
            <translation>Neu lesen, scannen</translation>
        </message>
        <message>
            <source>Find</source>
            <translation>Suchen</translation>
        </message>
        <message>
            <source>Empty the search, leave it, close the job list</source>
            <translation>Suche leeren, Suche verlassen, Auftragsliste schließen</translation>
        </message>
        <message>
            <source>Copy the selected rows</source>
            <translation>Ausgewählte Zeilen kopieren</translation>
        </message>
        <message>
            <source>Gantt strip: zoom, show all dates</source>
            <translation>Gantt-Streifen: zoomen, alle Termine anzeigen</translation>
        </message>
        <message>
            <source>Map: go into a subtree, back</source>
            <translation>Karte: in einen Teilbaum gehen, zurück</translation>
        </message>
        <message>
            <source>Enter, Backspace</source>
            <translation>Enter, Rücktaste</translation>
        </message>
        <message>
            <source>Query: run statement, run all</source>
            <translation>Abfrage: Anweisung ausführen, alle ausführen</translation>
        </message>
        <message>
            <source>Query: explain, measure</source>
            <translation>Abfrage: erklären, messen</translation>
        </message>
        <message>
            <source>Query: propose words, comment lines</source>
            <translation>Abfrage: Wörter vorschlagen, Zeilen auskommentieren</translation>
        </message>
        <message>
            <source>Query: next match, next pane</source>
            <translation>Abfrage: nächster Treffer, nächster Bereich</translation>
        </message>
        <message>
            <source>Backups: back up, restore, delete</source>
            <translation>Sicherungen: sichern, wiederherstellen, löschen</translation>
        </message>
        <message>
            <source>Show all jobs</source>
            <translation>Alle Aufträge anzeigen</translation>
        </message>
        <message>
            <source>Open a folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <source>Open an address</source>
            <translation>Adresse öffnen</translation>
        </message>
        <message>
            <source>Read the workspace again</source>
            <translation>Arbeitsbereich neu einlesen</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>Beenden</translation>
        </message>
        <message>
            <source>A URL (postgresql://user@host/database) or key=value pairs as psql takes them. A password is used for this session and not stored.</source>
            <translation>Eine URL (postgresql://user@host/database) oder Paare key=value, wie psql sie annimmt. Ein Passwort gilt für diese Sitzung und wird nicht gespeichert.</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Öffnen</translation>
        </message>
        <message>
            <source>A job is still running</source>
            <translation>Ein Auftrag läuft noch</translation>
        </message>
        <message>
            <source>Jobs are still running</source>
            <translation>Aufträge laufen noch</translation>
        </message>
        <message>
            <source>%1.

To close the window now cancels it. What it has not finished is taken back before the window closes: nothing stays half done.</source>
            <translation>%1.

Wird das Fenster jetzt geschlossen, bricht ihn das ab. Was noch nicht fertig ist, wird zurückgenommen, bevor sich das Fenster schließt: nichts bleibt halb fertig.</translation>
        </message>
        <message>
            <source>Keep running</source>
            <translation>Weiterlaufen lassen</translation>
        </message>
        <message>
            <source>Cancel and close</source>
            <translation>Abbrechen und schließen</translation>
        </message>
        <message>
            <source>The text of the editor could not be kept: %1.</source>
            <translation>Der Text des Editors konnte nicht gespeichert werden: %1.</translation>
        </message>
        <message>
            <source>Development</source>
            <translation>Entwicklung</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>Test</translation>
        </message>
        <message>
            <source>Staging</source>
            <translation>Staging</translation>
        </message>
        <message>
            <source>Production</source>
            <translation>Produktion</translation>
        </message>
        <message>
            <source>Unknown</source>
            <translation>Unbekannt</translation>
        </message>
        <message>
            <source>%1 in the environment</source>
            <translation>%1 in der Umgebung</translation>
        </message>
        <message>
            <source>%1 in %2, line %3</source>
            <translation>%1 in %2, Zeile %3</translation>
        </message>
        <message>
            <source>Cancelled. Nothing was changed.</source>
            <translation>Abgebrochen. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Cancelled. What was done before stays.</source>
            <translation>Abgebrochen. Was zuvor getan wurde, bleibt.</translation>
        </message>
        <message>
            <source>1 day</source>
            <translation>1 Tag</translation>
        </message>
        <message>
            <source>%1 days</source>
            <translation>%1 Tage</translation>
        </message>
        <message>
            <source>1 level</source>
            <translation>1 Ebene</translation>
        </message>
        <message>
            <source>%1 levels</source>
            <translation>%1 Ebenen</translation>
        </message>
        <message>
            <source>1 item</source>
            <translation>1 Eintrag</translation>
        </message>
        <message>
            <source>%1 items</source>
            <translation>%1 Einträge</translation>
        </message>
        <message>
            <source>The difference began here; 1 item above inherits it.</source>
            <translation>Die Abweichung begann hier; 1 Element darüber erbt sie.</translation>
        </message>
        <message>
            <source>The difference began here; %1 items above inherit it.</source>
            <translation>Die Abweichung begann hier; %1 Elemente darüber erben sie.</translation>
        </message>
        <message>
            <source>Path</source>
            <translation>Pfad</translation>
        </message>
        <message>
            <source>%1 h</source>
            <translation>%1 h</translation>
        </message>
        <message>
            <source>The file %1 cannot be opened: %2.</source>
            <translation>Die Datei %1 kann nicht geöffnet werden: %2.</translation>
        </message>
        <message>
            <source>It has to belong to you, on a disk with room.</source>
            <translation>Sie muss dem eigenen Konto gehören und auf einem Datenträger mit freiem Platz liegen.</translation>
        </message>
        <message>
            <source>Plan the seed of %1</source>
            <translation>Befüllen von %1 planen</translation>
        </message>
        <message>
            <source>Seed %1</source>
            <translation>%1 befüllen</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Befüllen</translation>
        </message>
        <message>
            <source>Empties all tables, after their rows were written to an archive, and runs the project’s own command.</source>
            <translation>Leert alle Tabellen, nachdem ihre Zeilen in ein Archiv geschrieben wurden, und führt den eigenen Befehl des Projekts aus.</translation>
        </message>
        <message>
            <source>Runs the project’s own command, after the rows of all tables were written to an archive.</source>
            <translation>Führt den eigenen Befehl des Projekts aus, nachdem die Zeilen aller Tabellen in ein Archiv geschrieben wurden.</translation>
        </message>
        <message>
            <source>Empties the tables, after their rows were written to an archive, and fills them anew, in one transaction.</source>
            <translation>Leert die Tabellen, nachdem ihre Zeilen in ein Archiv geschrieben wurden, und befüllt sie neu, in einer Transaktion.</translation>
        </message>
        <message>
            <source>Adds rows in one transaction; those that are there already are passed over.</source>
            <translation>Fügt Zeilen in einer Transaktion hinzu; bereits vorhandene werden übergangen.</translation>
        </message>
        <message>
            <source>Run the command</source>
            <translation>Befehl ausführen</translation>
        </message>
        <message>
            <source>Plan made-up rows for %1</source>
            <translation>Erfundene Zeilen für %1 planen</translation>
        </message>
        <message>
            <source>Generate rows for %1</source>
            <translation>Zeilen für %1 erzeugen</translation>
        </message>
        <message>
            <source>Generate</source>
            <translation>Erzeugen</translation>
        </message>
        <message>
            <source>Generate %1 on %2</source>
            <translation>%1 auf %2 erzeugen</translation>
        </message>
        <message>
            <source>Made-up rows for %1, in one transaction.</source>
            <translation>Erfundene Zeilen für %1, in einer Transaktion.</translation>
        </message>
        <message>
            <source>Add %1</source>
            <translation>%1 hinzufügen</translation>
        </message>
        <message>
            <source>just now</source>
            <translation>gerade eben</translation>
        </message>
        <message>
            <source>%1 ago</source>
            <translation>vor %1</translation>
        </message>
        <message>
            <source>Made %1.</source>
            <translation>%1 angelegt.</translation>
        </message>
        <message>
            <source>Read it before you apply it.</source>
            <translation>Vor dem Anwenden lesen.</translation>
        </message>
        <message>
            <source>Is this new, or another renamed: %1?</source>
            <translation>Ist dies neu oder wurde anderes umbenannt: %1?</translation>
        </message>
        <message>
            <source>Answer each with --hint: %1=new, or %1=OLD-NAME.</source>
            <translation>Jede Frage mit --hint beantworten: %1=new oder %1=OLD-NAME.</translation>
        </message>
        <message>
            <source>It has to ask whether something is new or renamed, and has no terminal to ask at.</source>
            <translation>Es muss fragen, ob etwas neu oder umbenannt ist, und hat kein Terminal, an dem es fragen könnte.</translation>
        </message>
        <message>
            <source>Generate in the window's console, or run “%1” in a terminal.</source>
            <translation>In der Konsole des Fensters erzeugen oder „%1“ in einem Terminal ausführen.</translation>
        </message>
        <message>
            <source>Nothing to do: the models say what the migrations say.</source>
            <translation>Nichts zu tun: die Modelle sagen dasselbe wie die Migrationen.</translation>
        </message>
        <message>
            <source>No new migration appeared.</source>
            <translation>Es ist keine neue Migration entstanden.</translation>
        </message>
        <message>
            <source>“%1” made no migration.</source>
            <translation>„%1“ hat keine Migration erzeugt.</translation>
        </message>
        <message>
            <source>“%1” wrote %2, and no migration came of it.</source>
            <translation>„%1“ hat %2 geschrieben, und daraus wurde keine Migration.</translation>
        </message>
        <message>
            <source>It said: %1</source>
            <translation>Ausgabe: %1</translation>
        </message>
        <message>
            <source>See what it wrote, mend the cause, and generate again.</source>
            <translation>Ansehen, was es geschrieben hat, die Ursache beheben und erneut erzeugen.</translation>
        </message>
        <message>
            <source>The project has no command that generates migrations.</source>
            <translation>Das Projekt hat keinen Befehl, der Migrationen erzeugt.</translation>
        </message>
        <message>
            <source>Write one as generate under [migrations] in arborist.toml, for instance generate = "npx drizzle-kit generate".</source>
            <translation>Einen als generate unter [migrations] in arborist.toml schreiben, zum Beispiel generate = "npx drizzle-kit generate".</translation>
        </message>
        <message>
            <source>the end of the audit is missing</source>
            <translation>das Ende des Audits fehlt</translation>
        </message>
        <message>
            <source>it was made by a newer version</source>
            <translation>er wurde von einer neueren Version angelegt</translation>
        </message>
        <message>
            <source>The history cannot be used: %1.</source>
            <translation>Der Verlauf kann nicht verwendet werden: %1.</translation>
        </message>
        <message>
            <source>Check that the file may be read and written and the disk is not full. If it is damaged, move it away; a new one is made.</source>
            <translation>Prüfen, ob die Datei gelesen und geschrieben werden darf und der Datenträger nicht voll ist. Eine beschädigte Datei verschieben; eine neue wird angelegt.</translation>
        </message>
        <message>
            <source>the run %1 is gone</source>
            <translation>der Lauf %1 ist nicht mehr da</translation>
        </message>
        <message>
            <source>the run %1 is not under way in it</source>
            <translation>der Lauf %1 ist darin nicht im Gange</translation>
        </message>
        <message>
            <source>%1 is not this machine.</source>
            <translation>%1 ist nicht dieser Rechner.</translation>
        </message>
        <message>
            <source>ARBORIST_LOOPBACK_ONLY is set, so nothing else is asked; unset it.</source>
            <translation>ARBORIST_LOOPBACK_ONLY ist gesetzt, daher wird sonst nichts angefragt; die Variable nicht setzen.</translation>
        </message>
        <message>
            <source>%1 more</source>
            <translation>%1 weitere</translation>
        </message>
        <message>
            <source>Take another copy of the archive.</source>
            <translation>Eine andere Kopie des Archivs nehmen.</translation>
        </message>
        <message>
            <source>it ends too early</source>
            <translation>es endet zu früh</translation>
        </message>
        <message>
            <source>%1:%2 is neither [section] nor key = value.</source>
            <translation>%1:%2 ist weder [section] noch key = value.</translation>
        </message>
        <message>
            <source>Correct the line; "aws configure" writes it.</source>
            <translation>Die Zeile berichtigen; "aws configure" schreibt sie.</translation>
        </message>
        <message>
            <source>%1 cannot be read.</source>
            <translation>%1 kann nicht gelesen werden.</translation>
        </message>
        <message>
            <source>Check the permissions of the file.</source>
            <translation>Die Rechte der Datei prüfen.</translation>
        </message>
        <message>
            <source>%1 to %2</source>
            <translation>%1 bis %2</translation>
        </message>
        <message>
            <source>stored %1, expected %2%3</source>
            <translation>gespeichert %1, erwartet %2%3</translation>
        </message>
        <message>
            <source>%1 %2</source>
            <translation>%1 %2</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1: %2</translation>
        </message>
        <message>
            <source>Item %1, reading title</source>
            <translation>Eintrag %1, Titel wird gelesen</translation>
        </message>
        <message>
            <source>Status %1</source>
            <translation>Status %1</translation>
        </message>
        <message>
            <source>Dates %1</source>
            <translation>Termine %1</translation>
        </message>
        <message>
            <source>No drift</source>
            <translation>Keine Drift</translation>
        </message>
        <message>
            <source>Drift: %1</source>
            <translation>Drift: %1</translation>
        </message>
        <message>
            <source>Close other programs, or limit the work, then run it again.</source>
            <translation>Andere Programme schließen oder die Arbeit begrenzen, dann erneut ausführen.</translation>
        </message>
        <message>
            <source>An unexpected failure: %1</source>
            <translation>Ein unerwarteter Fehler: %1</translation>
        </message>
        <message>
            <source>An unexpected failure without words.</source>
            <translation>Ein unerwarteter Fehler ohne Meldung.</translation>
        </message>
        <message>
            <source>No thread could be started: %1</source>
            <translation>Kein Thread konnte gestartet werden: %1</translation>
        </message>
        <message>
            <source>A newer request took its place.</source>
            <translation>Eine neuere Anforderung ist an seine Stelle getreten.</translation>
        </message>
        <message>
            <source>Rows cannot be compressed: %1.</source>
            <translation>Zeilen können nicht komprimiert werden: %1.</translation>
        </message>
        <message>
            <source>The rows of one batch of %1.%2 hold more than 1 GB, which the journal cannot keep.</source>
            <translation>Die Zeilen eines Stapels von %1.%2 umfassen mehr als 1 GB, was das Journal nicht aufnehmen kann.</translation>
        </message>
        <message>
            <source>Limit the run to fewer rows at a time.</source>
            <translation>Den Lauf auf weniger Zeilen auf einmal beschränken.</translation>
        </message>
        <message>
            <source>it was made by a newer version, or is damaged</source>
            <translation>es wurde von einer neueren Version angelegt oder ist beschädigt</translation>
        </message>
        <message>
            <source>batch %1 is damaged</source>
            <translation>Stapel %1 ist beschädigt</translation>
        </message>
        <message>
            <source>The journal %1 cannot be used: %2.</source>
            <translation>Das Journal %1 kann nicht verwendet werden: %2.</translation>
        </message>
        <message>
            <source>It was cut short or changed outside of Arborist. Put back a copy of the file; without it, what the run did cannot be undone.</source>
            <translation>Es wurde abgeschnitten oder außerhalb von Arborist geändert. Eine Kopie der Datei zurücklegen; ohne sie kann nicht rückgängig gemacht werden, was der Lauf getan hat.</translation>
        </message>
        <message>
            <source>The journal %1 cannot be made: %2.</source>
            <translation>Das Journal %1 kann nicht angelegt werden: %2.</translation>
        </message>
        <message>
            <source>Choose a folder that you may write to, on a disk with room.</source>
            <translation>Einen beschreibbaren Ordner auf einem Datenträger mit freiem Platz wählen.</translation>
        </message>
        <message>
            <source>The run of the journal %1 is still under way.</source>
            <translation>Der Lauf des Journals %1 ist noch im Gange.</translation>
        </message>
        <message>
            <source>Wait until it ends, or stop it where it runs.</source>
            <translation>Warten, bis er endet, oder ihn dort anhalten, wo er läuft.</translation>
        </message>
        <message>
            <source>it is no journal, or was cut short</source>
            <translation>es ist kein Journal oder wurde abgeschnitten</translation>
        </message>
        <message>
            <source>batches are missing</source>
            <translation>Stapel fehlen</translation>
        </message>
        <message>
            <source>The journal %1 cannot be written or read: %2.</source>
            <translation>Das Journal %1 kann nicht geschrieben oder gelesen werden: %2.</translation>
        </message>
        <message>
            <source>The disk is full. Free some room on it.</source>
            <translation>Der Datenträger ist voll. Dort Platz schaffen.</translation>
        </message>
        <message>
            <source>Check that the file may be read and written and the disk is not full.</source>
            <translation>Prüfen, ob die Datei gelesen und geschrieben werden darf und der Datenträger nicht voll ist.</translation>
        </message>
        <message>
            <source>The journal %1 does not exist.</source>
            <translation>Das Journal %1 existiert nicht.</translation>
        </message>
        <message>
            <source>Put the file back where it was; without it, what the run did cannot be undone.</source>
            <translation>Die Datei an ihren Ort zurücklegen; ohne sie kann nicht rückgängig gemacht werden, was der Lauf getan hat.</translation>
        </message>
        <message>
            <source>Self parent</source>
            <translation>Selbst übergeordnet</translation>
        </message>
        <message>
            <source>The item is its own parent.</source>
            <translation>Der Eintrag ist sich selbst übergeordnet.</translation>
        </message>
        <message>
            <source>Cycle</source>
            <translation>Zyklus</translation>
        </message>
        <message>
            <source>The item lies on a closed chain of parents.</source>
            <translation>Der Eintrag liegt auf einer geschlossenen Kette von Eltern.</translation>
        </message>
        <message>
            <source>Orphan</source>
            <translation>Waise</translation>
        </message>
        <message>
            <source>The parent does not exist.</source>
            <translation>Der Elterneintrag existiert nicht.</translation>
        </message>
        <message>
            <source>Foreign parent</source>
            <translation>Fremde Eltern</translation>
        </message>
        <message>
            <source>The parent belongs to another organization.</source>
            <translation>Der Elterneintrag gehört zu einer anderen Organisation.</translation>
        </message>
        <message>
            <source>Stale path</source>
            <translation>Veralteter Pfad</translation>
        </message>
        <message>
            <source>The stored path names another parent: moved without path update.</source>
            <translation>Der gespeicherte Pfad nennt einen anderen Elterneintrag: ohne Pfadaktualisierung verschoben.</translation>
        </message>
        <message>
            <source>Under deleted</source>
            <translation>Unter Gelöschtem</translation>
        </message>
        <message>
            <source>A live item under a deleted or archived parent.</source>
            <translation>Ein aktiver Eintrag unter einem gelöschten oder archivierten Elterneintrag.</translation>
        </message>
        <message>
            <source>Too deep</source>
            <translation>Zu tief</translation>
        </message>
        <message>
            <source>The item lies deeper than the configured limit.</source>
            <translation>Der Eintrag liegt tiefer als die eingestellte Grenze.</translation>
        </message>
        <message>
            <source>Duplicate position</source>
            <translation>Doppelte Position</translation>
        </message>
        <message>
            <source>A sibling has the same position.</source>
            <translation>Ein Geschwistereintrag hat dieselbe Position.</translation>
        </message>
        <message>
            <source>Depth</source>
            <translation>Tiefe</translation>
        </message>
        <message>
            <source>The stored depth differs from the distance to the root.</source>
            <translation>Die gespeicherte Tiefe weicht vom Abstand zur Wurzel ab.</translation>
        </message>
        <message>
            <source>The stored path differs from the chain of parents.</source>
            <translation>Der gespeicherte Pfad weicht von der Kette der Eltern ab.</translation>
        </message>
        <message>
            <source>Child count</source>
            <translation>Anzahl Kinder</translation>
        </message>
        <message>
            <source>The stored number of live children differs.</source>
            <translation>Die gespeicherte Anzahl aktiver Kinder weicht ab.</translation>
        </message>
        <message>
            <source>Item count</source>
            <translation>Anzahl Einträge</translation>
        </message>
        <message>
            <source>The stored number of live descendants differs.</source>
            <translation>Die gespeicherte Anzahl aktiver Nachkommen weicht ab.</translation>
        </message>
        <message>
            <source>Done count</source>
            <translation>Anzahl erledigt</translation>
        </message>
        <message>
            <source>The stored number of done descendants differs.</source>
            <translation>Die gespeicherte Anzahl erledigter Nachkommen weicht ab.</translation>
        </message>
        <message>
            <source>Estimate sum</source>
            <translation>Schätzungssumme</translation>
        </message>
        <message>
            <source>The stored sum of estimates differs.</source>
            <translation>Die gespeicherte Summe der Schätzungen weicht ab.</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>Fortschritt</translation>
        </message>
        <message>
            <source>The stored progress differs.</source>
            <translation>Der gespeicherte Fortschritt weicht ab.</translation>
        </message>
        <message>
            <source>Earliest start</source>
            <translation>Frühester Start</translation>
        </message>
        <message>
            <source>The stored earliest start of the subtree differs.</source>
            <translation>Der gespeicherte früheste Start des Teilbaums weicht ab.</translation>
        </message>
        <message>
            <source>Latest end</source>
            <translation>Spätestes Ende</translation>
        </message>
        <message>
            <source>The stored latest end of the subtree differs.</source>
            <translation>Das gespeicherte späteste Ende des Teilbaums weicht ab.</translation>
        </message>
        <message>
            <source>Start after end</source>
            <translation>Start nach Ende</translation>
        </message>
        <message>
            <source>The item's own start lies after its own end.</source>
            <translation>Der eigene Start des Eintrags liegt nach seinem eigenen Ende.</translation>
        </message>
        <message>
            <source>Rewrites the table for another type</source>
            <translation>Schreibt die Tabelle für einen anderen Typ neu</translation>
        </message>
        <message>
            <source>Every row and index is written anew under ACCESS EXCLUSIVE: reads and writes wait.</source>
            <translation>Jede Zeile und jeder Index wird unter ACCESS EXCLUSIVE neu geschrieben: Lesen und Schreiben warten.</translation>
        </message>
        <message>
            <source>Add a column of the new type, fill it in batches, let the application use it, drop the old one.</source>
            <translation>Eine Spalte des neuen Typs hinzufügen, sie in Stapeln füllen, die Anwendung auf sie umstellen, die alte löschen.</translation>
        </message>
        <message>
            <source>The new type holds less</source>
            <translation>Der neue Typ fasst weniger</translation>
        </message>
        <message>
            <source>Values that do not fit make the statement fail, or lose digits, text or time of day.</source>
            <translation>Werte, die nicht passen, lassen die Anweisung fehlschlagen oder verlieren Ziffern, Text oder Uhrzeit.</translation>
        </message>
        <message>
            <source>Look for values that do not fit first, and keep the old column until the new one is proven.</source>
            <translation>Zuerst nach Werten suchen, die nicht passen, und die alte Spalte behalten, bis sich die neue bewährt hat.</translation>
        </message>
        <message>
            <source>Rewrites the table for a default</source>
            <translation>Schreibt die Tabelle für einen Vorgabewert neu</translation>
        </message>
        <message>
            <source>ADD COLUMN with a default that differs from row to row (random(), gen_random_uuid(), a sequence, an identity) writes every row under ACCESS EXCLUSIVE. A constant and now() do not.</source>
            <translation>ADD COLUMN mit einem Vorgabewert, der von Zeile zu Zeile abweicht (random(), gen_random_uuid(), eine Sequenz, eine Identitätsspalte), schreibt jede Zeile unter ACCESS EXCLUSIVE. Eine Konstante und now() tun das nicht.</translation>
        </message>
        <message>
            <source>Add the column without a default, set the default, fill existing rows in batches.</source>
            <translation>Die Spalte ohne Vorgabewert hinzufügen, den Vorgabewert setzen, vorhandene Zeilen in Stapeln füllen.</translation>
        </message>
        <message>
            <source>Rewrites the table for a generated column</source>
            <translation>Schreibt die Tabelle für eine generierte Spalte neu</translation>
        </message>
        <message>
            <source>ADD COLUMN ... GENERATED ALWAYS AS (...) STORED computes every row under ACCESS EXCLUSIVE.</source>
            <translation>ADD COLUMN ... GENERATED ALWAYS AS (...) STORED berechnet jede Zeile unter ACCESS EXCLUSIVE.</translation>
        </message>
        <message>
            <source>Add a plain column that a trigger keeps, and fill it in batches; or compute it in a view.</source>
            <translation>Eine einfache Spalte hinzufügen, die ein Trigger pflegt, und sie in Stapeln füllen; oder den Wert in einer View berechnen.</translation>
        </message>
        <message>
            <source>A NOT NULL column without a default</source>
            <translation>Eine NOT-NULL-Spalte ohne Vorgabewert</translation>
        </message>
        <message>
            <source>Existing rows would have no value in the new column, so ADD COLUMN ... NOT NULL fails where the table has a row (23502).</source>
            <translation>Vorhandene Zeilen hätten in der neuen Spalte keinen Wert, daher schlägt ADD COLUMN ... NOT NULL fehl, wo die Tabelle eine Zeile hat (23502).</translation>
        </message>
        <message>
            <source>Give it a default, or add it without NOT NULL, fill it, and set NOT NULL later.</source>
            <translation>Ihr einen Vorgabewert geben oder sie ohne NOT NULL hinzufügen, füllen und NOT NULL später setzen.</translation>
        </message>
        <message>
            <source>%1: each row gets its own %2 from %3.</source>
            <translation>%1: jede Zeile erhält ihren eigenen Wert für %2 (%3).</translation>
        </message>
        <message>
            <source>a sequence</source>
            <translation>eine Sequenz</translation>
        </message>
        <message>
            <source>%1: %2 is computed for each row.</source>
            <translation>%1: %2 wird für jede Zeile berechnet.</translation>
        </message>
        <message>
            <source>No value for %2 in %1.</source>
            <translation>Kein Wert für %2 in %1.</translation>
        </message>
        <message>
            <source>%1: whether %2 can become %3 in place depends on its type.</source>
            <translation>%1: ob %2 an Ort und Stelle %3 werden kann, hängt vom Typ ab.</translation>
        </message>
        <message>
            <source>%1: %2 goes from %3 to %4.</source>
            <translation>%1: %2 wechselt von %3 zu %4.</translation>
        </message>
        <message>
            <source>Checks a foreign key while writes wait</source>
            <translation>Prüft einen Fremdschlüssel, während Schreibvorgänge warten</translation>
        </message>
        <message>
            <source>ADD FOREIGN KEY reads every row under a SHARE ROW EXCLUSIVE lock on both tables: writes to either wait.</source>
            <translation>ADD FOREIGN KEY liest jede Zeile unter einer SHARE ROW EXCLUSIVE-Sperre auf beiden Tabellen: Schreibvorgänge auf beide warten.</translation>
        </message>
        <message>
            <source>ADD CONSTRAINT ... NOT VALID now, and ALTER TABLE ... VALIDATE CONSTRAINT in a later migration: it lets writes through.</source>
            <translation>Jetzt ADD CONSTRAINT ... NOT VALID und in einer späteren Migration ALTER TABLE ... VALIDATE CONSTRAINT: es lässt Schreibvorgänge durch.</translation>
        </message>
        <message>
            <source>Checks every row while the table is locked</source>
            <translation>Prüft jede Zeile, während die Tabelle gesperrt ist</translation>
        </message>
        <message>
            <source>ADD CHECK reads the whole table under ACCESS EXCLUSIVE: reads and writes wait.</source>
            <translation>ADD CHECK liest die ganze Tabelle unter ACCESS EXCLUSIVE: Lesen und Schreiben warten.</translation>
        </message>
        <message>
            <source>ADD CONSTRAINT ... CHECK (...) NOT VALID now, and VALIDATE CONSTRAINT in a later migration.</source>
            <translation>Jetzt ADD CONSTRAINT ... CHECK (...) NOT VALID und in einer späteren Migration VALIDATE CONSTRAINT.</translation>
        </message>
        <message>
            <source>Builds the index of a constraint while the table is locked</source>
            <translation>Baut den Index eines Constraints auf, während die Tabelle gesperrt ist</translation>
        </message>
        <message>
            <source>ADD UNIQUE, PRIMARY KEY and EXCLUDE build their index under ACCESS EXCLUSIVE: reads and writes wait.</source>
            <translation>ADD UNIQUE, PRIMARY KEY und EXCLUDE bauen ihren Index unter ACCESS EXCLUSIVE auf: Lesen und Schreiben warten.</translation>
        </message>
        <message>
            <source>CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT ... USING INDEX. There is no such way for EXCLUDE.</source>
            <translation>Zuerst CREATE UNIQUE INDEX CONCURRENTLY, dann ADD CONSTRAINT ... USING INDEX. Für EXCLUDE gibt es diesen Weg nicht.</translation>
        </message>
        <message>
            <source>Reads the whole table to make a column NOT NULL</source>
            <translation>Liest die ganze Tabelle, um eine Spalte NOT NULL zu machen</translation>
        </message>
        <message>
            <source>SET NOT NULL looks for NULLs under ACCESS EXCLUSIVE: reads and writes wait.</source>
            <translation>SET NOT NULL sucht unter ACCESS EXCLUSIVE nach NULL-Werten: Lesen und Schreiben warten.</translation>
        </message>
        <message>
            <source>ADD CHECK (column IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT, then SET NOT NULL, which trusts the check; then drop the check.</source>
            <translation>ADD CHECK (column IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT, dann SET NOT NULL, das sich auf den Check verlässt; danach den Check löschen.</translation>
        </message>
        <message>
            <source>The column holds NULLs</source>
            <translation>Die Spalte enthält NULL-Werte</translation>
        </message>
        <message>
            <source>SET NOT NULL and ADD PRIMARY KEY fail while there are NULLs in the column (23502).</source>
            <translation>SET NOT NULL und ADD PRIMARY KEY schlagen fehl, solange NULL-Werte in der Spalte sind (23502).</translation>
        </message>
        <message>
            <source>Fill the column in a migration before this one.</source>
            <translation>Die Spalte in einer Migration vor dieser füllen.</translation>
        </message>
        <message>
            <source>Validates in the transaction that added the constraint</source>
            <translation>Validiert in der Transaktion, die den Constraint hinzugefügt hat</translation>
        </message>
        <message>
            <source>The lock of ADD CONSTRAINT is held until the end of the transaction, so VALIDATE CONSTRAINT reads the table under it after all.</source>
            <translation>Die Sperre von ADD CONSTRAINT wird bis zum Ende der Transaktion gehalten, daher liest VALIDATE CONSTRAINT die Tabelle doch unter ihr.</translation>
        </message>
        <message>
            <source>Put VALIDATE CONSTRAINT into a migration of its own.</source>
            <translation>VALIDATE CONSTRAINT in eine eigene Migration stellen.</translation>
        </message>
        <message>
            <source>%1 rows of %2 have no %3.</source>
            <translation>%1 Zeilen von %2 haben kein %3.</translation>
        </message>
        <message>
            <source>%1: every row is looked up in %2.</source>
            <translation>%1: jede Zeile wird in %2 nachgeschlagen.</translation>
        </message>
        <message>
            <source>%1: every row is read.</source>
            <translation>%1: jede Zeile wird gelesen.</translation>
        </message>
        <message>
            <source>%1 of %2.</source>
            <translation>%1 von %2.</translation>
        </message>
        <message>
            <source>Drops a table with its rows</source>
            <translation>Löscht eine Tabelle mit ihren Zeilen</translation>
        </message>
        <message>
            <source>The rows are gone, and code that still runs the old version fails.</source>
            <translation>Die Zeilen sind weg, und Code der noch laufenden alten Version schlägt fehl.</translation>
        </message>
        <message>
            <source>Take the table out of use first, keep a backup, drop it in a later release.</source>
            <translation>Die Tabelle zuerst außer Gebrauch nehmen, eine Sicherung aufbewahren, sie in einem späteren Release löschen.</translation>
        </message>
        <message>
            <source>Drops a column with its values</source>
            <translation>Löscht eine Spalte mit ihren Werten</translation>
        </message>
        <message>
            <source>The values are gone, and code that still runs the old version fails; so do prepared statements.</source>
            <translation>Die Werte sind weg, und Code der noch laufenden alten Version schlägt fehl; vorbereitete Anweisungen ebenso.</translation>
        </message>
        <message>
            <source>Let the application ignore the column first, then drop it in a later release.</source>
            <translation>Die Anwendung die Spalte zuerst ignorieren lassen, sie dann in einem späteren Release löschen.</translation>
        </message>
        <message>
            <source>Drops a schema or database with all that is in it</source>
            <translation>Löscht ein Schema oder eine Datenbank mit allem darin</translation>
        </message>
        <message>
            <source>Every table in it is gone.</source>
            <translation>Jede Tabelle darin ist weg.</translation>
        </message>
        <message>
            <source>Drop what is no longer used by name, and keep a backup.</source>
            <translation>Was nicht mehr gebraucht wird, namentlich löschen und eine Sicherung aufbewahren.</translation>
        </message>
        <message>
            <source>Drops whatever depends on it</source>
            <translation>Löscht alles, was davon abhängt</translation>
        </message>
        <message>
            <source>CASCADE takes views, foreign keys, functions and columns along that the file does not name.</source>
            <translation>CASCADE nimmt Views, Fremdschlüssel, Funktionen und Spalten mit, die die Datei nicht nennt.</translation>
        </message>
        <message>
            <source>Drop without CASCADE, and name what depends on it.</source>
            <translation>Ohne CASCADE löschen und nennen, was davon abhängt.</translation>
        </message>
        <message>
            <source>Drops a type or function</source>
            <translation>Löscht einen Typ oder eine Funktion</translation>
        </message>
        <message>
            <source>Code that still runs the old version fails.</source>
            <translation>Code der noch laufenden alten Version schlägt fehl.</translation>
        </message>
        <message>
            <source>Drop it once nothing uses it any more.</source>
            <translation>Erst löschen, wenn nichts mehr Gebrauch davon macht.</translation>
        </message>
        <message>
            <source>Empties a table</source>
            <translation>Leert eine Tabelle</translation>
        </message>
        <message>
            <source>All rows are gone, and ACCESS EXCLUSIVE locks everybody out meanwhile.</source>
            <translation>Alle Zeilen sind weg, und ACCESS EXCLUSIVE sperrt währenddessen alle aus.</translation>
        </message>
        <message>
            <source>DELETE what is no longer needed, in batches, and keep a backup.</source>
            <translation>Mit DELETE in Stapeln löschen, was nicht mehr gebraucht wird, und eine Sicherung aufbewahren.</translation>
        </message>
        <message>
            <source>Empties every table that refers to it</source>
            <translation>Leert jede Tabelle, die darauf verweist</translation>
        </message>
        <message>
            <source>TRUNCATE ... CASCADE empties all tables with a foreign key to this one, and those that refer to them.</source>
            <translation>TRUNCATE ... CASCADE leert alle Tabellen mit einem Fremdschlüssel auf diese und die, die wiederum auf jene verweisen.</translation>
        </message>
        <message>
            <source>Name the tables to be emptied.</source>
            <translation>Die zu leerenden Tabellen nennen.</translation>
        </message>
        <message>
            <source>Deletes all rows</source>
            <translation>Löscht alle Zeilen</translation>
        </message>
        <message>
            <source>DELETE without WHERE deletes every row.</source>
            <translation>DELETE ohne WHERE löscht jede Zeile.</translation>
        </message>
        <message>
            <source>Say which rows are meant; WHERE true where all of them are.</source>
            <translation>Angeben, welche Zeilen gemeint sind; WHERE true, wo es alle sind.</translation>
        </message>
        <message>
            <source>Changes all rows</source>
            <translation>Ändert alle Zeilen</translation>
        </message>
        <message>
            <source>UPDATE without WHERE writes every row anew and locks each until the end of the transaction.</source>
            <translation>UPDATE ohne WHERE schreibt jede Zeile neu und sperrt jede bis zum Ende der Transaktion.</translation>
        </message>
        <message>
            <source>Say which rows are meant, and change them in batches outside of the migration.</source>
            <translation>Angeben, welche Zeilen gemeint sind, und sie außerhalb der Migration in Stapeln ändern.</translation>
        </message>
        <message>
            <source>Changes many rows at once</source>
            <translation>Ändert viele Zeilen auf einmal</translation>
        </message>
        <message>
            <source>The rows stay locked until the end of the transaction, and their old versions bloat the table.</source>
            <translation>Die Zeilen bleiben bis zum Ende der Transaktion gesperrt, und ihre alten Versionen blähen die Tabelle auf.</translation>
        </message>
        <message>
            <source>Change them in batches of some thousand rows, each in a transaction of its own.</source>
            <translation>Sie in Stapeln von einigen tausend Zeilen ändern, jeden in einer eigenen Transaktion.</translation>
        </message>
        <message>
            <source>About %1 of %2.</source>
            <translation>Etwa %1 von %2.</translation>
        </message>
        <message>
            <source>Everything that the role owns.</source>
            <translation>Alles, was der Rolle gehört.</translation>
        </message>
        <message>
            <source>Begins with a byte order mark</source>
            <translation>Beginnt mit einer Byte-Reihenfolge-Markierung (BOM)</translation>
        </message>
        <message>
            <source>The three invisible bytes reach the server, which refuses them (42601).</source>
            <translation>Die drei unsichtbaren Bytes erreichen den Server, der sie ablehnt (42601).</translation>
        </message>
        <message>
            <source>Save the file as UTF-8 without a BOM.</source>
            <translation>Die Datei als UTF-8 ohne BOM speichern.</translation>
        </message>
        <message>
            <source>Is not UTF-8</source>
            <translation>Ist kein UTF-8</translation>
        </message>
        <message>
            <source>Tools replace the bytes or refuse the file, so that the database gets other text than the file shows.</source>
            <translation>Werkzeuge ersetzen die Bytes oder lehnen die Datei ab, sodass die Datenbank anderen Text erhält, als die Datei zeigt.</translation>
        </message>
        <message>
            <source>Save the file as UTF-8.</source>
            <translation>Die Datei als UTF-8 speichern.</translation>
        </message>
        <message>
            <source>Holds a NUL byte</source>
            <translation>Enthält ein NUL-Byte</translation>
        </message>
        <message>
            <source>PostgreSQL cannot take a NUL in a query: what stands behind it is lost or refused.</source>
            <translation>PostgreSQL kann in einer Abfrage kein NUL annehmen: was dahinter steht, geht verloren oder wird abgelehnt.</translation>
        </message>
        <message>
            <source>Remove the byte.</source>
            <translation>Das Byte entfernen.</translation>
        </message>
        <message>
            <source>Holds an unresolved merge</source>
            <translation>Enthält einen ungelösten Merge</translation>
        </message>
        <message>
            <source>The markers of a merge conflict are no SQL: the migration fails.</source>
            <translation>Die Markierungen eines Merge-Konflikts sind kein SQL: die Migration schlägt fehl.</translation>
        </message>
        <message>
            <source>Resolve the conflict.</source>
            <translation>Den Konflikt lösen.</translation>
        </message>
        <message>
            <source>Would run its Down part as well</source>
            <translation>Würde auch den Down-Teil ausführen</translation>
        </message>
        <message>
            <source>drizzle-orm runs the whole file: what stands below “-- Down” is executed right after what it takes back.</source>
            <translation>drizzle-orm führt die ganze Datei aus: was unter „-- Down“ steht, wird gleich nach dem ausgeführt, was es zurücknimmt.</translation>
        </message>
        <message>
            <source>Move the Down part into a file beside it, NAME.down.sql.</source>
            <translation>Den Down-Teil in eine Datei daneben verschieben, NAME.down.sql.</translation>
        </message>
        <message>
            <source>Is cut apart inside a string or comment</source>
            <translation>Wird in einer Zeichenkette oder einem Kommentar zerschnitten</translation>
        </message>
        <message>
            <source>Drizzle cuts at every “--&gt; statement-breakpoint”, in strings, comments and function bodies too: both halves fail.</source>
            <translation>Drizzle schneidet an jedem „--&gt; statement-breakpoint“, auch in Zeichenketten, Kommentaren und Funktionsrümpfen: beide Hälften schlagen fehl.</translation>
        </message>
        <message>
            <source>Write the text in two parts ('--&gt; statement-' || 'breakpoint'), or leave it out of the comment.</source>
            <translation>Den Text in zwei Teilen schreiben ('--&gt; statement-' || 'breakpoint') oder ihn aus dem Kommentar weglassen.</translation>
        </message>
        <message>
            <source>The first such byte is %1.</source>
            <translation>Das erste derartige Byte ist %1.</translation>
        </message>
        <message>
            <source>Builds an index while writes wait</source>
            <translation>Baut einen Index auf, während Schreibvorgänge warten</translation>
        </message>
        <message>
            <source>CREATE INDEX without CONCURRENTLY reads the whole table under a SHARE lock: every INSERT, UPDATE and DELETE waits until it is done.</source>
            <translation>CREATE INDEX ohne CONCURRENTLY liest die ganze Tabelle unter einer SHARE-Sperre: jedes INSERT, UPDATE und DELETE wartet, bis es fertig ist.</translation>
        </message>
        <message>
            <source>CREATE INDEX CONCURRENTLY, alone in a migration outside of a transaction.</source>
            <translation>CREATE INDEX CONCURRENTLY, allein in einer Migration außerhalb einer Transaktion.</translation>
        </message>
        <message>
            <source>Drops an index under an exclusive lock</source>
            <translation>Löscht einen Index unter exklusiver Sperre</translation>
        </message>
        <message>
            <source>DROP INDEX without CONCURRENTLY takes ACCESS EXCLUSIVE on the table: it waits for every query and all others wait behind it.</source>
            <translation>DROP INDEX ohne CONCURRENTLY nimmt ACCESS EXCLUSIVE auf die Tabelle: es wartet auf jede Abfrage, und alle anderen warten dahinter.</translation>
        </message>
        <message>
            <source>DROP INDEX CONCURRENTLY, alone in a migration outside of a transaction.</source>
            <translation>DROP INDEX CONCURRENTLY, allein in einer Migration außerhalb einer Transaktion.</translation>
        </message>
        <message>
            <source>Rebuilds an index while writes wait</source>
            <translation>Baut einen Index neu auf, während Schreibvorgänge warten</translation>
        </message>
        <message>
            <source>REINDEX without CONCURRENTLY locks writes out, and reads that would use the index.</source>
            <translation>REINDEX ohne CONCURRENTLY sperrt Schreibvorgänge aus und Lesevorgänge, die den Index verwenden würden.</translation>
        </message>
        <message>
            <source>REINDEX ... CONCURRENTLY, outside of a transaction (PostgreSQL 12 and newer).</source>
            <translation>REINDEX ... CONCURRENTLY, außerhalb einer Transaktion (PostgreSQL 12 und neuer).</translation>
        </message>
        <message>
            <source>Rows are not unique</source>
            <translation>Zeilen sind nicht eindeutig</translation>
        </message>
        <message>
            <source>The table holds rows that are equal in these columns, so the index or constraint cannot be built (23505).</source>
            <translation>Die Tabelle enthält Zeilen, die in diesen Spalten gleich sind, daher kann der Index oder Constraint nicht aufgebaut werden (23505).</translation>
        </message>
        <message>
            <source>Merge or remove the duplicates in a migration before this one.</source>
            <translation>Die Duplikate in einer Migration vor dieser zusammenführen oder entfernen.</translation>
        </message>
        <message>
            <source>A foreign key without an index</source>
            <translation>Ein Fremdschlüssel ohne Index</translation>
        </message>
        <message>
            <source>Deleting or updating a referenced row reads the whole referencing table, as nothing finds the rows by the key.</source>
            <translation>Das Löschen oder Ändern einer referenzierten Zeile liest die ganze verweisende Tabelle, da nichts die Zeilen nach dem Schlüssel findet.</translation>
        </message>
        <message>
            <source>Create an index (CONCURRENTLY on a table in use) that begins with the columns of the key.</source>
            <translation>Einen Index anlegen (auf einer Tabelle in Gebrauch mit CONCURRENTLY), der mit den Spalten des Schlüssels beginnt.</translation>
        </message>
        <message>
            <source>%1 has rows that are equal in %2.</source>
            <translation>%1: es gibt Zeilen, die in %2 gleich sind.</translation>
        </message>
        <message>
            <source>%1: writes wait while the index is built.</source>
            <translation>%1: Schreibvorgänge warten, während der Index aufgebaut wird.</translation>
        </message>
        <message>
            <source>Nothing indexes %1 of %2.</source>
            <translation>Kein Index umfasst %1 von %2.</translation>
        </message>
        <message>
            <source>A name is cut off</source>
            <translation>Ein Name wird abgeschnitten</translation>
        </message>
        <message>
            <source>PostgreSQL keeps 63 bytes of a name and drops the rest, with no more than a notice: code that asks for the whole name may not find it.</source>
            <translation>PostgreSQL behält 63 Bytes eines Namens und verwirft den Rest, mit nicht mehr als einem Hinweis: Code, der nach dem ganzen Namen fragt, findet ihn vielleicht nicht.</translation>
        </message>
        <message>
            <source>Give it a shorter name.</source>
            <translation>Einen kürzeren Namen vergeben.</translation>
        </message>
        <message>
            <source>Two names become the same</source>
            <translation>Zwei Namen werden gleich</translation>
        </message>
        <message>
            <source>Cut to 63 bytes, the names are equal, so the second cannot be made (42P07, 42710, 42701), or is not made at all where IF NOT EXISTS is said.</source>
            <translation>Auf 63 Bytes gekürzt sind die Namen gleich, daher kann das zweite nicht angelegt werden (42P07, 42710, 42701) oder wird gar nicht angelegt, wo IF NOT EXISTS steht.</translation>
        </message>
        <message>
            <source>Give one of them a shorter name.</source>
            <translation>Einem von beiden einen kürzeren Namen geben.</translation>
        </message>
        <message>
            <source>%1 becomes %2, which the stage has already.</source>
            <translation>Aus %1 wird %2, das die Stage bereits hat.</translation>
        </message>
        <message>
            <source>%1 and %2 both become %3.</source>
            <translation>%1 und %2 werden beide zu %3.</translation>
        </message>
        <message>
            <source>%1 and %2 of %3 both become %4.</source>
            <translation>Aus %1 und %2 von %3 wird beide Male %4.</translation>
        </message>
        <message>
            <source>%1 becomes %2.</source>
            <translation>%1 wird zu %2.</translation>
        </message>
        <message>
            <source>The server has no such extension</source>
            <translation>Der Server hat keine solche Erweiterung</translation>
        </message>
        <message>
            <source>CREATE EXTENSION fails where the extension's files are not installed (0A000).</source>
            <translation>CREATE EXTENSION schlägt fehl, wo die Dateien der Erweiterung nicht installiert sind (0A000).</translation>
        </message>
        <message>
            <source>Install it on the server, or have the provider allow it.</source>
            <translation>Sie auf dem Server installieren oder vom Anbieter zulassen lassen.</translation>
        </message>
        <message>
            <source>The server has no such role</source>
            <translation>Der Server hat keine solche Rolle</translation>
        </message>
        <message>
            <source>GRANT, OWNER TO and CREATE POLICY fail for a role that is not there (42704).</source>
            <translation>GRANT, OWNER TO und CREATE POLICY schlagen bei einer Rolle fehl, die nicht da ist (42704).</translation>
        </message>
        <message>
            <source>Create the role on this server first: roles belong to the server, not to the database.</source>
            <translation>Zuerst die Rolle auf diesem Server anlegen: Rollen gehören zum Server, nicht zur Datenbank.</translation>
        </message>
        <message>
            <source>The database has no such schema</source>
            <translation>Die Datenbank hat kein solches Schema</translation>
        </message>
        <message>
            <source>What is made in a schema that is not there fails (3F000).</source>
            <translation>Was in einem Schema angelegt wird, das nicht da ist, schlägt fehl (3F000).</translation>
        </message>
        <message>
            <source>CREATE SCHEMA IF NOT EXISTS before it.</source>
            <translation>Davor CREATE SCHEMA IF NOT EXISTS.</translation>
        </message>
        <message>
            <source>Makes a role for the whole server</source>
            <translation>Legt eine Rolle für den ganzen Server an</translation>
        </message>
        <message>
            <source>Roles are shared by all databases of a server: the migration fails in the second one (42710).</source>
            <translation>Rollen gelten für alle Datenbanken eines Servers: die Migration schlägt in der zweiten fehl (42710).</translation>
        </message>
        <message>
            <source>Make the role only where it is missing, in a DO block that looks into pg_roles.</source>
            <translation>Die Rolle nur anlegen, wo sie fehlt, in einem DO-Block, der in pg_roles nachsieht.</translation>
        </message>
        <message>
            <source>Renames a table or view</source>
            <translation>Benennt eine Tabelle oder View um</translation>
        </message>
        <message>
            <source>Code that still runs the old version asks for the old name and fails.</source>
            <translation>Code der noch laufenden alten Version fragt nach dem alten Namen und schlägt fehl.</translation>
        </message>
        <message>
            <source>Rename in one transaction with a view of the old name; drop the view in a later release.</source>
            <translation>In einer Transaktion umbenennen und eine View mit dem alten Namen anlegen; die View in einem späteren Release löschen.</translation>
        </message>
        <message>
            <source>Renames a column</source>
            <translation>Benennt eine Spalte um</translation>
        </message>
        <message>
            <source>Add a column of the new name, write both, move the readers, drop the old one in a later release.</source>
            <translation>Eine Spalte mit dem neuen Namen hinzufügen, beide schreiben, die Leser umstellen, die alte in einem späteren Release löschen.</translation>
        </message>
        <message>
            <source>Renames a value of an enum</source>
            <translation>Benennt einen Wert eines Enums um</translation>
        </message>
        <message>
            <source>Code that still runs the old version reads or writes a value that is not there any more.</source>
            <translation>Code der noch laufenden alten Version liest oder schreibt einen Wert, den es nicht mehr gibt.</translation>
        </message>
        <message>
            <source>Add the new value, move rows and code, and leave the old one unused.</source>
            <translation>Den neuen Wert hinzufügen, Zeilen und Code umstellen und den alten ungenutzt lassen.</translation>
        </message>
        <message>
            <source>Renames something else</source>
            <translation>Benennt etwas anderes um</translation>
        </message>
        <message>
            <source>What calls it by the old name fails: functions, ON CONFLICT ON CONSTRAINT, later migrations.</source>
            <translation>Was es unter dem alten Namen aufruft, schlägt fehl: Funktionen, ON CONFLICT ON CONSTRAINT, spätere Migrationen.</translation>
        </message>
        <message>
            <source>Look for the old name in code and in functions.</source>
            <translation>Im Code und in Funktionen nach dem alten Namen suchen.</translation>
        </message>
        <message>
            <source>Moves something into another schema</source>
            <translation>Verschiebt etwas in ein anderes Schema</translation>
        </message>
        <message>
            <source>Code that names the old schema, or whose search path does not have the new one, fails.</source>
            <translation>Code, der das alte Schema nennt oder dessen Suchpfad das neue nicht enthält, schlägt fehl.</translation>
        </message>
        <message>
            <source>Leave a view of the old name behind until nothing asks for it.</source>
            <translation>Eine View mit dem alten Namen zurücklassen, bis nichts mehr danach fragt.</translation>
        </message>
        <message>
            <source>%1 becomes %2 in %3.</source>
            <translation>%1 wird zu %2 in %3.</translation>
        </message>
        <message>
            <source>It moves to %1.</source>
            <translation>Neues Schema: %1.</translation>
        </message>
        <message>
            <source>%1 of %2 becomes %3.</source>
            <translation>%1 von %2 wird zu %3.</translation>
        </message>
        <message>
            <source>It becomes %1.</source>
            <translation>Neuer Name: %1.</translation>
        </message>
        <message>
            <source>Turns row level security off</source>
            <translation>Schaltet Row-Level-Security aus</translation>
        </message>
        <message>
            <source>Everyone who may read the table sees every row from then on.</source>
            <translation>Alle, die die Tabelle lesen dürfen, sehen von da an jede Zeile.</translation>
        </message>
        <message>
            <source>Change the policies instead, or take the right to read away.</source>
            <translation>Stattdessen die Policys ändern oder das Leserecht entziehen.</translation>
        </message>
        <message>
            <source>Turns triggers off</source>
            <translation>Schaltet Trigger aus</translation>
        </message>
        <message>
            <source>Foreign keys and bookkeeping that triggers do are passed over, and what is written meanwhile is not checked later.</source>
            <translation>Fremdschlüssel und von Triggern geführte Daten werden übergangen, und was währenddessen geschrieben wird, wird später nicht geprüft.</translation>
        </message>
        <message>
            <source>Leave them on, or turn off one trigger by its name and on again in the same transaction.</source>
            <translation>Sie eingeschaltet lassen oder einen einzelnen Trigger namentlich aus- und in derselben Transaktion wieder einschalten.</translation>
        </message>
        <message>
            <source>Grants to everyone</source>
            <translation>Gewährt allen Rechte</translation>
        </message>
        <message>
            <source>PUBLIC is every role of the server, those to come as well.</source>
            <translation>PUBLIC ist jede Rolle des Servers, auch jede künftige.</translation>
        </message>
        <message>
            <source>Grant to the roles that need it.</source>
            <translation>Den Rollen gewähren, die es brauchen.</translation>
        </message>
        <message>
            <source>A function with its owner's rights and its caller's search path</source>
            <translation>Eine Funktion mit den Rechten ihres Eigentümers und dem Suchpfad ihres Aufrufers</translation>
        </message>
        <message>
            <source>A SECURITY DEFINER function without a fixed search_path finds tables and operators that its caller has put in the way.</source>
            <translation>Eine SECURITY DEFINER-Funktion ohne festen search_path findet Tabellen und Operatoren, die ihr Aufrufer ihr untergeschoben hat.</translation>
        </message>
        <message>
            <source>CREATE FUNCTION ... SET search_path = '' with names written out.</source>
            <translation>CREATE FUNCTION ... SET search_path = '' mit ausgeschriebenen Namen.</translation>
        </message>
        <message>
            <source>Holds a password</source>
            <translation>Enthält ein Passwort</translation>
        </message>
        <message>
            <source>The password is in the repository, in the server's log and in the history of the run.</source>
            <translation>Das Passwort steht im Repository, im Log des Servers und im Verlauf des Laufs.</translation>
        </message>
        <message>
            <source>Set it outside of migrations, from a secret.</source>
            <translation>Es außerhalb von Migrationen setzen, aus einem Secret.</translation>
        </message>
        <message>
            <source>Rewrites the table</source>
            <translation>Schreibt die Tabelle neu</translation>
        </message>
        <message>
            <source>SET TABLESPACE, SET LOGGED, SET UNLOGGED and SET ACCESS METHOD copy the whole table under ACCESS EXCLUSIVE: reads and writes wait.</source>
            <translation>SET TABLESPACE, SET LOGGED, SET UNLOGGED und SET ACCESS METHOD kopieren die ganze Tabelle unter ACCESS EXCLUSIVE: Lesen und Schreiben warten.</translation>
        </message>
        <message>
            <source>Do it in a maintenance window, or copy the rows into a new table in batches.</source>
            <translation>Es in einem Wartungsfenster tun oder die Zeilen in Stapeln in eine neue Tabelle kopieren.</translation>
        </message>
        <message>
            <source>Rewrites the table to pack it</source>
            <translation>Schreibt die Tabelle neu, um sie zu verdichten</translation>
        </message>
        <message>
            <source>CLUSTER and VACUUM FULL copy the whole table under ACCESS EXCLUSIVE: reads and writes wait.</source>
            <translation>CLUSTER und VACUUM FULL kopieren die ganze Tabelle unter ACCESS EXCLUSIVE: Lesen und Schreiben warten.</translation>
        </message>
        <message>
            <source>Plain VACUUM frees space for reuse without a lock; pg_repack packs a table that is in use.</source>
            <translation>Einfaches VACUUM gibt Platz ohne Sperre zur Wiederverwendung frei; pg_repack verdichtet eine Tabelle in Gebrauch.</translation>
        </message>
        <message>
            <source>Locks a table by hand</source>
            <translation>Sperrt eine Tabelle von Hand</translation>
        </message>
        <message>
            <source>LOCK TABLE holds its lock until the transaction ends.</source>
            <translation>LOCK TABLE hält seine Sperre, bis die Transaktion endet.</translation>
        </message>
        <message>
            <source>Let the statements take their own locks; where one is needed, name the weakest mode that does.</source>
            <translation>Die Anweisungen ihre eigenen Sperren nehmen lassen; wo eine nötig ist, den schwächsten Modus nennen, der genügt.</translation>
        </message>
        <message>
            <source>Refreshes a view while its readers wait</source>
            <translation>Aktualisiert eine View, während ihre Leser warten</translation>
        </message>
        <message>
            <source>REFRESH MATERIALIZED VIEW takes ACCESS EXCLUSIVE while the query runs.</source>
            <translation>REFRESH MATERIALIZED VIEW nimmt ACCESS EXCLUSIVE, während die Abfrage läuft.</translation>
        </message>
        <message>
            <source>REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view.</source>
            <translation>REFRESH MATERIALIZED VIEW CONCURRENTLY, das einen eindeutigen Index auf der View braucht.</translation>
        </message>
        <message>
            <source>Detaches a partition under an exclusive lock</source>
            <translation>Hängt eine Partition unter exklusiver Sperre ab</translation>
        </message>
        <message>
            <source>DETACH PARTITION takes ACCESS EXCLUSIVE on the whole partitioned table: it waits for every query and all others wait behind it.</source>
            <translation>DETACH PARTITION nimmt ACCESS EXCLUSIVE auf die ganze partitionierte Tabelle: es wartet auf jede Abfrage, und alle anderen warten dahinter.</translation>
        </message>
        <message>
            <source>DETACH PARTITION ... CONCURRENTLY, outside of a transaction (PostgreSQL 14 and newer).</source>
            <translation>DETACH PARTITION ... CONCURRENTLY, außerhalb einer Transaktion (PostgreSQL 14 und neuer).</translation>
        </message>
        <message>
            <source>Reads the whole new partition</source>
            <translation>Liest die ganze neue Partition</translation>
        </message>
        <message>
            <source>ATTACH PARTITION checks every row of the table against the bounds under ACCESS EXCLUSIVE on it.</source>
            <translation>ATTACH PARTITION prüft jede Zeile der Tabelle gegen die Grenzen, unter ACCESS EXCLUSIVE auf sie.</translation>
        </message>
        <message>
            <source>Give the table a validated CHECK with the same bounds first: then nothing is read.</source>
            <translation>Der Tabelle zuerst einen validierten CHECK mit denselben Grenzen geben: dann wird nichts gelesen.</translation>
        </message>
        <message>
            <source>Every table that was clustered before.</source>
            <translation>Jede Tabelle, die zuvor mit CLUSTER geordnet wurde.</translation>
        </message>
        <message>
            <source>Every table of the database.</source>
            <translation>Jede Tabelle der Datenbank.</translation>
        </message>
        <message>
            <source>A key that can run out</source>
            <translation>Ein Schlüssel, der ausgehen kann</translation>
        </message>
        <message>
            <source>An integer key ends at 2,147,483,647, and making it larger later rewrites the table.</source>
            <translation>Ein integer-Schlüssel endet bei 2.147.483.647, und ihn später zu vergrößern schreibt die Tabelle neu.</translation>
        </message>
        <message>
            <source>Declare it bigint.</source>
            <translation>Als bigint deklarieren.</translation>
        </message>
        <message>
            <source>A serial column</source>
            <translation>Eine serial-Spalte</translation>
        </message>
        <message>
            <source>serial leaves a sequence with rights and ownership of its own, and takes any value that is written.</source>
            <translation>serial hinterlässt eine Sequenz mit eigenen Rechten und eigenem Eigentümer und nimmt jeden geschriebenen Wert an.</translation>
        </message>
        <message>
            <source>Declare it GENERATED ALWAYS (or BY DEFAULT) AS IDENTITY.</source>
            <translation>Als GENERATED ALWAYS (oder BY DEFAULT) AS IDENTITY deklarieren.</translation>
        </message>
        <message>
            <source>A time without its zone</source>
            <translation>Eine Zeit ohne ihre Zone</translation>
        </message>
        <message>
            <source>timestamp without time zone does not say which moment is meant: sessions read it each in their own zone.</source>
            <translation>timestamp without time zone sagt nicht, welcher Zeitpunkt gemeint ist: jede Sitzung liest ihn in ihrer eigenen Zone.</translation>
        </message>
        <message>
            <source>Declare it timestamp with time zone (timestamptz).</source>
            <translation>Als timestamp with time zone (timestamptz) deklarieren.</translation>
        </message>
        <message>
            <source>A text with a limit</source>
            <translation>Ein Text mit Längengrenze</translation>
        </message>
        <message>
            <source>varchar(n) and char(n) are no faster than text, and another limit later may rewrite the table; char(n) pads with blanks.</source>
            <translation>varchar(n) und char(n) sind nicht schneller als text, und eine andere Grenze schreibt später vielleicht die Tabelle neu; char(n) füllt mit Leerzeichen auf.</translation>
        </message>
        <message>
            <source>Declare it text, with a CHECK on its length where one is needed.</source>
            <translation>Als text deklarieren, mit einem CHECK auf die Länge, wo einer nötig ist.</translation>
        </message>
        <message>
            <source>A json column</source>
            <translation>Eine json-Spalte</translation>
        </message>
        <message>
            <source>json has no equality, so DISTINCT, GROUP BY and UNION fail, and it is parsed at each use.</source>
            <translation>json kennt keine Gleichheit, daher schlagen DISTINCT, GROUP BY und UNION fehl, und es wird bei jeder Verwendung neu geparst.</translation>
        </message>
        <message>
            <source>Declare it jsonb.</source>
            <translation>Als jsonb deklarieren.</translation>
        </message>
        <message>
            <source>A money column</source>
            <translation>Eine money-Spalte</translation>
        </message>
        <message>
            <source>money takes its currency and decimals from a setting of the server (lc_monetary).</source>
            <translation>money entnimmt Währung und Nachkommastellen einer Einstellung des Servers (lc_monetary).</translation>
        </message>
        <message>
            <source>Declare it numeric, with the currency beside it.</source>
            <translation>Als numeric deklarieren, mit der Währung daneben.</translation>
        </message>
        <message>
            <source>%1 of %2 is %3.</source>
            <translation>%1 von %2 ist %3.</translation>
        </message>
        <message>
            <source>Is not understood</source>
            <translation>Wird nicht verstanden</translation>
        </message>
        <message>
            <source>The parser has the grammar of PostgreSQL 15. What it does not understand is a mistake, or newer than that: the server decides.</source>
            <translation>Der Parser hat die Grammatik von PostgreSQL 15. Was er nicht versteht, ist ein Fehler oder neuer: der Server entscheidet.</translation>
        </message>
        <message>
            <source>Check the statement against the server's version.</source>
            <translation>Die Anweisung gegen die Version des Servers prüfen.</translation>
        </message>
        <message>
            <source>Is newer than the server</source>
            <translation>Ist neuer als der Server</translation>
        </message>
        <message>
            <source>The server is older than the release that brought this, so it refuses the statement.</source>
            <translation>Der Server ist älter als das Release, das dies gebracht hat, daher lehnt er die Anweisung ab.</translation>
        </message>
        <message>
            <source>Write it in the older form, or upgrade the server.</source>
            <translation>Sie in der älteren Form schreiben oder den Server aktualisieren.</translation>
        </message>
        <message>
            <source>PostgreSQL %1 does not understand it either.</source>
            <translation>PostgreSQL %1 versteht es auch nicht.</translation>
        </message>
        <message>
            <source>%1 came with PostgreSQL %2; the server is %3.</source>
            <translation>%1 kam mit PostgreSQL %2; der Server ist %3.</translation>
        </message>
        <message>
            <source>A table lacks columns that the project requires</source>
            <translation>Einer Tabelle fehlen Spalten, die das Projekt verlangt</translation>
        </message>
        <message>
            <source>[migrations] require_columns of arborist.toml names columns that this table must have.</source>
            <translation>[migrations] require_columns von arborist.toml nennt Spalten, die diese Tabelle haben muss.</translation>
        </message>
        <message>
            <source>Add the columns to CREATE TABLE.</source>
            <translation>Die Spalten in CREATE TABLE ergänzen.</translation>
        </message>
        <message>
            <source>A table without a primary key</source>
            <translation>Eine Tabelle ohne Primärschlüssel</translation>
        </message>
        <message>
            <source>Rows cannot be told apart: logical replication of updates, repairs and many tools need a key.</source>
            <translation>Zeilen lassen sich nicht unterscheiden: die logische Replikation von Änderungen, Reparaturen und viele Werkzeuge brauchen einen Schlüssel.</translation>
        </message>
        <message>
            <source>Give the table a primary key.</source>
            <translation>Der Tabelle einen Primärschlüssel geben.</translation>
        </message>
        <message>
            <source>%1 has no %2.</source>
            <translation>In %1 fehlt %2.</translation>
        </message>
        <message>
            <source>Begins or ends a transaction by itself</source>
            <translation>Beginnt oder beendet selbst eine Transaktion</translation>
        </message>
        <message>
            <source>COMMIT ends the transaction that the migration runs in: what follows is not undone when it fails, and the ledger may say what is not so.</source>
            <translation>COMMIT beendet die Transaktion, in der die Migration läuft: was folgt, wird bei einem Fehlschlag nicht rückgängig gemacht, und das Register sagt vielleicht etwas, was nicht stimmt.</translation>
        </message>
        <message>
            <source>Leave the transaction to the tool; put what must be committed first into a migration of its own.</source>
            <translation>Die Transaktion dem Werkzeug überlassen; was zuerst festgeschrieben werden muss, in eine eigene Migration stellen.</translation>
        </message>
        <message>
            <source>Cannot run in a transaction</source>
            <translation>Kann nicht in einer Transaktion laufen</translation>
        </message>
        <message>
            <source>PostgreSQL refuses the statement in a transaction block (25001).</source>
            <translation>PostgreSQL lehnt die Anweisung in einem Transaktionsblock ab (25001).</translation>
        </message>
        <message>
            <source>Put it alone into a migration that its tool runs without a transaction. Arborist runs it alone in any case.</source>
            <translation>Sie allein in eine Migration stellen, die ihr Werkzeug ohne Transaktion ausführt. Arborist führt sie in jedem Fall allein aus.</translation>
        </message>
        <message>
            <source>Shares its query with other statements</source>
            <translation>Teilt ihre Abfrage mit anderen Anweisungen</translation>
        </message>
        <message>
            <source>Statements that are sent as one query share a transaction, which this one refuses (25001).</source>
            <translation>Anweisungen, die als eine Abfrage gesendet werden, teilen eine Transaktion, was diese ablehnt (25001).</translation>
        </message>
        <message>
            <source>Put it alone into its file. Arborist sends it alone in any case.</source>
            <translation>Sie allein in ihre Datei stellen. Arborist sendet sie in jedem Fall allein.</translation>
        </message>
        <message>
            <source>Uses an enum value before it is committed</source>
            <translation>Verwendet einen Enum-Wert, bevor er festgeschrieben ist</translation>
        </message>
        <message>
            <source>A value that ALTER TYPE ... ADD VALUE has just added is refused until it is committed (55P04).</source>
            <translation>Ein Wert, den ALTER TYPE ... ADD VALUE gerade hinzugefügt hat, wird abgelehnt, bis er festgeschrieben ist (55P04).</translation>
        </message>
        <message>
            <source>Use the value in a later migration, and run each in a transaction of its own.</source>
            <translation>Den Wert in einer späteren Migration verwenden und jede in einer eigenen Transaktion ausführen.</translation>
        </message>
        <message>
            <source>Changes a setting beyond its migration</source>
            <translation>Ändert eine Einstellung über ihre Migration hinaus</translation>
        </message>
        <message>
            <source>SET without LOCAL stays for the migrations that run after it on the connection, and not if they run another time.</source>
            <translation>SET ohne LOCAL bleibt für die Migrationen bestehen, die danach auf der Verbindung laufen, und nicht, wenn sie ein anderes Mal laufen.</translation>
        </message>
        <message>
            <source>SET LOCAL, or set_config(..., true).</source>
            <translation>SET LOCAL oder set_config(..., true).</translation>
        </message>
        <message>
            <source>Cannot be run again</source>
            <translation>Kann nicht erneut ausgeführt werden</translation>
        </message>
        <message>
            <source>Outside of a transaction a migration may stop half way, and is then run again from its start.</source>
            <translation>Außerhalb einer Transaktion kann eine Migration auf halbem Weg anhalten und läuft dann erneut von vorn.</translation>
        </message>
        <message>
            <source>IF NOT EXISTS and IF EXISTS let it pass over what is done.</source>
            <translation>IF NOT EXISTS und IF EXISTS lassen sie übergehen, was getan ist.</translation>
        </message>
        <message>
            <source>%1 drizzle-orm has no way to run it.</source>
            <translation>%1 drizzle-orm hat keinen Weg, es auszuführen.</translation>
        </message>
        <message>
            <source>A comment names a rule that there is not</source>
            <translation>Ein Kommentar nennt eine Regel, die es nicht gibt</translation>
        </message>
        <message>
            <source>It suppresses nothing: the rule may have another name.</source>
            <translation>Er unterdrückt nichts: die Regel heißt vielleicht anders.</translation>
        </message>
        <message>
            <source>arboristctl lint --rules lists the rules.</source>
            <translation>arboristctl lint --rules listet die Regeln auf.</translation>
        </message>
        <message>
            <source>%1 rows (%2) of %3</source>
            <translation>%1 Zeilen (%2) von %3</translation>
        </message>
        <message>
            <source>%1 is in use by another program.</source>
            <translation>%1 wird von einem anderen Programm verwendet.</translation>
        </message>
        <message>
            <source>Try again in a moment.</source>
            <translation>In einem Moment erneut versuchen.</translation>
        </message>
        <message>
            <source>The metrics cannot be written: %1.</source>
            <translation>Die Metriken können nicht geschrieben werden: %1.</translation>
        </message>
        <message>
            <source>Name a file in a folder that exists and may be written to. The scan itself is done.</source>
            <translation>Eine Datei in einem vorhandenen, beschreibbaren Ordner nennen. Der Scan selbst ist fertig.</translation>
        </message>
        <message>
            <source>There is a NUL character in it, which PostgreSQL cannot read.</source>
            <translation>Es ist ein NUL-Zeichen darin, das PostgreSQL nicht lesen kann.</translation>
        </message>
        <message>
            <source>%1 had been taken back by another run meanwhile.</source>
            <translation>%1 war inzwischen von einem anderen Lauf zurückgenommen worden.</translation>
        </message>
        <message>
            <source>%1 had been applied by another run meanwhile.</source>
            <translation>%1 war inzwischen von einem anderen Lauf angewendet worden.</translation>
        </message>
        <message>
            <source>%1 is not in the journal: drizzle never runs it.</source>
            <translation>%1 steht nicht im Journal: drizzle führt es nie aus.</translation>
        </message>
        <message>
            <source>Make a migration of it with “create”, or remove it.</source>
            <translation>Mit „create“ eine Migration daraus machen oder die Datei entfernen.</translation>
        </message>
        <message>
            <source>The journal cannot be read: %1.</source>
            <translation>Das Journal kann nicht gelesen werden: %1.</translation>
        </message>
        <message>
            <source>There is no journal: drizzle finds no migrations here.</source>
            <translation>Es gibt kein Journal: drizzle findet hier keine Migrationen.</translation>
        </message>
        <message>
            <source>Restore meta/_journal.json from git, or name the right folder.</source>
            <translation>meta/_journal.json aus git wiederherstellen oder den richtigen Ordner nennen.</translation>
        </message>
        <message>
            <source>The entry leads out of the folder.</source>
            <translation>Der Eintrag führt aus dem Ordner hinaus.</translation>
        </message>
        <message>
            <source>Restore the journal from git.</source>
            <translation>Das Journal aus git wiederherstellen.</translation>
        </message>
        <message>
            <source>Check the file and its permissions.</source>
            <translation>Die Datei und ihre Zugriffsrechte prüfen.</translation>
        </message>
        <message>
            <source>The journal lists %1, which is not there: drizzle runs nothing at all.</source>
            <translation>Das Journal führt %1 auf, was nicht da ist: drizzle führt überhaupt nichts aus.</translation>
        </message>
        <message>
            <source>Restore the file from git.</source>
            <translation>Die Datei aus git wiederherstellen.</translation>
        </message>
        <message>
            <source>Restore the file from git; was it renamed to %1?</source>
            <translation>Die Datei aus git wiederherstellen; wurde sie in %1 umbenannt?</translation>
        </message>
        <message>
            <source>It has no number: drizzle-kit does not find its snapshot, and generates the whole schema again.</source>
            <translation>Sie hat keine Nummer: drizzle-kit findet ihren Snapshot nicht und erzeugt das ganze Schema erneut.</translation>
        </message>
        <message>
            <source>Set migrations.prefix in drizzle.config to “index” or “timestamp”.</source>
            <translation>migrations.prefix in drizzle.config auf „index“ oder „timestamp“ setzen.</translation>
        </message>
        <message>
            <source>The journal lists %1 twice: drizzle runs it twice.</source>
            <translation>Das Journal führt %1 zweimal auf: drizzle führt es zweimal aus.</translation>
        </message>
        <message>
            <source>Take one of the two entries out.</source>
            <translation>Einen der beiden Einträge entfernen.</translation>
        </message>
        <message>
            <source>It has the number of %1: both run, and the snapshot of one has overwritten the other's.</source>
            <translation>Sie hat die Nummer von %1: beide laufen, und der Snapshot der einen hat den der anderen überschrieben.</translation>
        </message>
        <message>
            <source>It has the same idx (%1) as %2.</source>
            <translation>Sie hat denselben idx (%1) wie %2.</translation>
        </message>
        <message>
            <source>Give the newer one that is applied nowhere the next number.</source>
            <translation>Der neueren, die nirgends angewendet ist, die nächste Nummer geben.</translation>
        </message>
        <message>
            <source>The snapshot cannot be read: %1. drizzle-kit generates nothing.</source>
            <translation>Der Snapshot kann nicht gelesen werden: %1. drizzle-kit erzeugt nichts.</translation>
        </message>
        <message>
            <source>Restore %1 from git.</source>
            <translation>%1 aus git wiederherstellen.</translation>
        </message>
        <message>
            <source>%1 has no snapshot.</source>
            <translation>%1 hat keinen Snapshot.</translation>
        </message>
        <message>
            <source>Nothing to do while later ones have theirs; drizzle-kit up to 1.0 refuses to convert the folder.</source>
            <translation>Nichts zu tun, solange spätere ihren haben; drizzle-kit up auf 1.0 lehnt es ab, den Ordner umzuwandeln.</translation>
        </message>
        <message>
            <source>There is no snapshot: drizzle-kit would generate the whole schema again.</source>
            <translation>Es gibt keinen Snapshot: drizzle-kit würde das ganze Schema erneut erzeugen.</translation>
        </message>
        <message>
            <source>The last snapshot is that of %1, and %2 came after it: what drizzle-kit generates repeats those.</source>
            <translation>Der letzte Snapshot ist der von %1, und danach kam %2: was drizzle-kit erzeugt, wiederholt diese.</translation>
        </message>
        <message>
            <source>Restore the snapshots from git, or bring them up to date with drizzle-kit generate --custom after a pull.</source>
            <translation>Die Snapshots aus git wiederherstellen oder sie nach einem Pull mit drizzle-kit generate --custom auf den neuesten Stand bringen.</translation>
        </message>
        <message>
            <source>%1 and %2 have one parent: two branches were merged, and drizzle-kit generates nothing.</source>
            <translation>%1 und %2 haben denselben Vorgänger: zwei Branches wurden zusammengeführt, und drizzle-kit erzeugt nichts.</translation>
        </message>
        <message>
            <source>Generate the newer migration again on top of the older one.</source>
            <translation>Die neuere Migration auf Grundlage der älteren erneut erzeugen.</translation>
        </message>
        <message>
            <source>The snapshot has version %1; drizzle-kit 0.31 wants 7.</source>
            <translation>Der Snapshot hat Version %1; drizzle-kit 0.31 verlangt 7.</translation>
        </message>
        <message>
            <source>Run drizzle-kit up.</source>
            <translation>drizzle-kit up ausführen.</translation>
        </message>
        <message>
            <source>The folder has a journal and %1, which is of Drizzle 1.0: neither line of drizzle runs both.</source>
            <translation>Der Ordner hat ein Journal und %1, das zu Drizzle 1.0 gehört: keine der beiden Linien von drizzle führt beides aus.</translation>
        </message>
        <message>
            <source>Run drizzle-kit up, or take the folder out.</source>
            <translation>drizzle-kit up ausführen oder den Ordner herausnehmen.</translation>
        </message>
        <message>
            <source>An entry of the journal has no tag.</source>
            <translation>Ein Eintrag des Journals hat kein tag.</translation>
        </message>
        <message>
            <source>The entry %1 has no time.</source>
            <translation>Der Eintrag %1 hat keine Zeit.</translation>
        </message>
        <message>
            <source>Restore the journal from git, or write the entry anew.</source>
            <translation>Das Journal aus git wiederherstellen oder den Eintrag neu schreiben.</translation>
        </message>
        <message>
            <source>Restore the file from git; drizzle runs nothing while it is broken.</source>
            <translation>Die Datei aus git wiederherstellen; drizzle führt nichts aus, solange sie beschädigt ist.</translation>
        </message>
        <message>
            <source>The journal begins with a byte order mark, which drizzle cannot read.</source>
            <translation>Das Journal beginnt mit einer Byte-Reihenfolge-Markierung (BOM), die drizzle nicht lesen kann.</translation>
        </message>
        <message>
            <source>Save it as UTF-8 without a byte order mark.</source>
            <translation>Es als UTF-8 ohne Byte-Reihenfolge-Markierung speichern.</translation>
        </message>
        <message>
            <source>The journal is no JSON: %1.</source>
            <translation>Das Journal ist kein JSON: %1.</translation>
        </message>
        <message>
            <source>The journal has no list of entries.</source>
            <translation>Das Journal hat keine Liste von Einträgen.</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>nichts</translation>
        </message>
        <message>
            <source>The journal has an unresolved merge conflict. Only ours: %1. Only theirs: %2.</source>
            <translation>Das Journal hat einen ungelösten Merge-Konflikt. Nur auf eigener Seite: %1. Nur auf der anderen: %2.</translation>
        </message>
        <message>
            <source>Keep the entries of both sides, each tag once, and give those that are applied nowhere a newer “when”.</source>
            <translation>Die Einträge beider Seiten behalten, jedes tag einmal, und denen, die nirgends angewendet sind, ein neueres „when“ geben.</translation>
        </message>
        <message>
            <source>line %1: %2</source>
            <translation>Zeile %1: %2</translation>
        </message>
        <message>
            <source>it has no id or no parent</source>
            <translation>es hat keine id oder keinen Vorgänger</translation>
        </message>
        <message>
            <source>%1 has a snapshot and no migration.sql: drizzle passes it over.</source>
            <translation>%1 hat einen Snapshot und keine migration.sql: drizzle übergeht es.</translation>
        </message>
        <message>
            <source>Restore migration.sql from git, or remove the folder.</source>
            <translation>migration.sql aus git wiederherstellen oder den Ordner entfernen.</translation>
        </message>
        <message>
            <source>%1 is in no folder of its own: drizzle never runs it.</source>
            <translation>%1 ist in keinem eigenen Ordner: drizzle führt es nie aus.</translation>
        </message>
        <message>
            <source>The folder's name does not begin with a time: drizzle fails when it records it, and takes everything back.</source>
            <translation>Der Name des Ordners beginnt nicht mit einer Zeit: drizzle schlägt beim Verzeichnen fehl und nimmt alles zurück.</translation>
        </message>
        <message>
            <source>Give it a name like 20261121001040_%1.</source>
            <translation>Einen Namen wie 20261121001040_%1 vergeben.</translation>
        </message>
        <message>
            <source>migration.sql of %1 cannot be read: %2.</source>
            <translation>migration.sql von %1 kann nicht gelesen werden: %2.</translation>
        </message>
        <message>
            <source>%1 has no snapshot: drizzle-kit does not know what it changes.</source>
            <translation>%1 hat keinen Snapshot: drizzle-kit weiß nicht, was sich dadurch ändert.</translation>
        </message>
        <message>
            <source>Restore snapshot.json from git.</source>
            <translation>snapshot.json aus git wiederherstellen.</translation>
        </message>
        <message>
            <source>%1 and %2 have one parent: two branches were merged.</source>
            <translation>%1 und %2 haben denselben Vorgänger: zwei Branches wurden zusammengeführt.</translation>
        </message>
        <message>
            <source>Run drizzle-kit check; the next generate merges them where they do not touch each other, else generate the newer one again.</source>
            <translation>drizzle-kit check ausführen; das nächste generate führt sie zusammen, wo sie einander nicht berühren, andernfalls die neuere erneut erzeugen.</translation>
        </message>
        <message>
            <source>the link leads to no file</source>
            <translation>der Link führt zu keiner Datei</translation>
        </message>
        <message>
            <source>it is no regular file</source>
            <translation>es ist keine reguläre Datei</translation>
        </message>
        <message>
            <source>it is larger than %1 MiB</source>
            <translation>größer als %1 MiB</translation>
        </message>
        <message>
            <source>%1 is not named VERSION_NAME.up.sql: golang-migrate passes it over.</source>
            <translation>%1 heißt nicht VERSION_NAME.up.sql: golang-migrate übergeht es.</translation>
        </message>
        <message>
            <source>%1 has no .up.sql beside it.</source>
            <translation>Neben %1 liegt keine .up.sql.</translation>
        </message>
        <message>
            <source>a statement precedes “-- +goose Up”</source>
            <translation>eine Anweisung steht vor „-- +goose Up“</translation>
        </message>
        <message>
            <source>there is a second “-- +goose Up”</source>
            <translation>es gibt ein zweites „-- +goose Up“</translation>
        </message>
        <message>
            <source>“-- +goose Down” does not follow “-- +goose Up”</source>
            <translation>„-- +goose Down“ folgt nicht auf „-- +goose Up“</translation>
        </message>
        <message>
            <source>the last statement before “-- +goose Down” has no semicolon</source>
            <translation>die letzte Anweisung vor „-- +goose Down“ hat kein Semikolon</translation>
        </message>
        <message>
            <source>“-- +goose StatementBegin” is in no section</source>
            <translation>„-- +goose StatementBegin“ steht in keinem Abschnitt</translation>
        </message>
        <message>
            <source>“-- +goose StatementEnd” has no beginning</source>
            <translation>„-- +goose StatementEnd“ hat keinen Anfang</translation>
        </message>
        <message>
            <source>there is no “-- +goose Up”</source>
            <translation>es gibt kein „-- +goose Up“</translation>
        </message>
        <message>
            <source>there is no “-- +goose StatementEnd”</source>
            <translation>es gibt kein „-- +goose StatementEnd“</translation>
        </message>
        <message>
            <source>the last statement has no semicolon</source>
            <translation>die letzte Anweisung hat kein Semikolon</translation>
        </message>
        <message>
            <source>a statement precedes “-- migrate:up”</source>
            <translation>eine Anweisung steht vor „-- migrate:up“</translation>
        </message>
        <message>
            <source>there is no “-- migrate:up”</source>
            <translation>es gibt kein „-- migrate:up“</translation>
        </message>
        <message>
            <source>there is no “-- migrate:down”</source>
            <translation>es gibt kein „-- migrate:down“</translation>
        </message>
        <message>
            <source>“-- migrate:down” precedes “-- migrate:up”</source>
            <translation>„-- migrate:down“ steht vor „-- migrate:up“</translation>
        </message>
        <message>
            <source>there is a “-- Down Migration” and no “-- Up Migration”, so that applying it runs the way back as well</source>
            <translation>es gibt ein „-- Down Migration“ und kein „-- Up Migration“, sodass das Anwenden auch den Rückweg ausführt</translation>
        </message>
        <message>
            <source>Beware: %1.</source>
            <translation>Vorsicht: %1.</translation>
        </message>
        <message>
            <source>Put “-- Up Migration” in front of the way up.</source>
            <translation>„-- Up Migration“ vor den Hinweg setzen.</translation>
        </message>
        <message>
            <source>%1 has no number in front of its name: node-pg-migrate stops at it and runs nothing.</source>
            <translation>%1 hat keine Nummer vor dem Namen: node-pg-migrate hält dort an und führt nichts aus.</translation>
        </message>
        <message>
            <source>Rename it, or move it out of the folder.</source>
            <translation>Umbenennen oder aus dem Ordner verschieben.</translation>
        </message>
        <message>
            <source>It has the version of %1: %2 does not tell them apart.</source>
            <translation>Sie hat die Version von %1: %2 unterscheidet die beiden nicht.</translation>
        </message>
        <message>
            <source>Give the newer one, applied nowhere yet, a version of its own.</source>
            <translation>Der neueren, die noch nirgends angewendet ist, eine eigene Version geben.</translation>
        </message>
        <message>
            <source>Rename it, or move it elsewhere.</source>
            <translation>Umbenennen oder an einen anderen Ort verschieben.</translation>
        </message>
        <message>
            <source>there is no folder %1.</source>
            <translation>es gibt keinen Ordner %1.</translation>
        </message>
        <message>
            <source>Correct folder in [migrations], or make it.</source>
            <translation>folder in [migrations] berichtigen oder den Ordner anlegen.</translation>
        </message>
        <message>
            <source>it does not show which tool the migrations in %1 are for.</source>
            <translation>es ist nicht zu erkennen, für welches Werkzeug die Migrationen in %1 sind.</translation>
        </message>
        <message>
            <source>Name it: tool = "drizzle", or typeorm, dbmate, golang-migrate, goose, node-pg-migrate, sql.</source>
            <translation>Es nennen: tool = "drizzle" oder typeorm, dbmate, golang-migrate, goose, node-pg-migrate, sql.</translation>
        </message>
        <message>
            <source>%1 is code that is not run here: its folder and table are taken to be the usual ones.</source>
            <translation>%1 ist Code, der hier nicht ausgeführt wird: für Ordner und Tabelle werden die üblichen angenommen.</translation>
        </message>
        <message>
            <source>Name folder and table in [migrations] of arborist.toml.</source>
            <translation>Ordner und Tabelle in [migrations] von arborist.toml nennen.</translation>
        </message>
        <message>
            <source>The name %1 does not end with a time of 13 digits: TypeORM stops at it and runs nothing.</source>
            <translation>Der Name %1 endet nicht mit einer Zeit aus 13 Ziffern: TypeORM hält dort an und führt nichts aus.</translation>
        </message>
        <message>
            <source>of the class</source>
            <translation>der Klasse</translation>
        </message>
        <message>
            <source>Give the class a name like AddUsers1700000000000.</source>
            <translation>Der Klasse einen Namen wie AddUsers1700000000000 geben.</translation>
        </message>
        <message>
            <source>%1 has no class that TypeORM runs.</source>
            <translation>%1 hat keine Klasse, die TypeORM ausführt.</translation>
        </message>
        <message>
            <source>The folder's index does not name %1: where the data source takes its migrations from there, it is never run.</source>
            <translation>Der Index des Ordners nennt %1 nicht: wo die Datenquelle ihre Migrationen von dort nimmt, läuft diese nie.</translation>
        </message>
        <message>
            <source>Add it to the index.</source>
            <translation>Sie in den Index aufnehmen.</translation>
        </message>
        <message>
            <source>%1 does not run it: %2.</source>
            <translation>%1 führt sie nicht aus: %2.</translation>
        </message>
        <message>
            <source>Put the directives of the file in order.</source>
            <translation>Die Direktiven der Datei in Ordnung bringen.</translation>
        </message>
        <message>
            <source>It takes values from the environment (ENVSUB): only goose itself runs it.</source>
            <translation>Sie entnimmt Werte aus der Umgebung (ENVSUB): nur goose selbst führt sie aus.</translation>
        </message>
        <message>
            <source>Run it with goose.</source>
            <translation>Mit goose ausführen.</translation>
        </message>
        <message>
            <source>%1 has no version in front of its name: dbmate passes it over.</source>
            <translation>%1 hat keine Version vor dem Namen: dbmate übergeht es.</translation>
        </message>
        <message>
            <source>%1 has no version and “_” in front of its name: goose passes it over.</source>
            <translation>%1 hat nicht Version und „_“ vor dem Namen: goose übergeht es.</translation>
        </message>
        <message>
            <source>%1 has no number in front of its name: it is never run.</source>
            <translation>%1 hat keine Nummer vor dem Namen: es läuft nie.</translation>
        </message>
        <message>
            <source>The change is not committed.</source>
            <translation>Die Änderung ist nicht committet.</translation>
        </message>
        <message>
            <source>Since commit %1 of %2 by %3.</source>
            <translation>Seit Commit %1 vom %2 von %3.</translation>
        </message>
        <message>
            <source>Commit %1 of %2 by %3 took it away; bring it back: git checkout %1^ -- %4</source>
            <translation>Commit %1 vom %2 von %3 hat sie entfernt; zurückholen: git checkout %1^ -- %4</translation>
        </message>
        <message>
            <source>The last commit that has it is %1 of %2 by %3; bring it back: git checkout %1 -- %4</source>
            <translation>Der letzte Commit, der sie hat, ist %1 vom %2 von %3; zurückholen: git checkout %1 -- %4</translation>
        </message>
        <message>
            <source>The ledger %1 has rows that no migration here fits (ids %2), so it cannot be brought to the form of Drizzle 1.0.</source>
            <translation>Das Register %1 hat Zeilen, zu denen hier keine Migration passt (ids %2), daher kann es nicht in die Form von Drizzle 1.0 gebracht werden.</translation>
        </message>
        <message>
            <source>Restore the files of those migrations, or pull the branch that has them.</source>
            <translation>Die Dateien dieser Migrationen wiederherstellen oder den Branch holen, der sie hat.</translation>
        </message>
        <message>
            <source>How far migrations got that are half way cannot be read.</source>
            <translation>Wie weit Migrationen auf halbem Weg gekommen sind, kann nicht gelesen werden.</translation>
        </message>
        <message>
            <source>GRANT SELECT ON %1 to this user.</source>
            <translation>GRANT SELECT ON %1 für diesen Benutzer ausführen.</translation>
        </message>
        <message>
            <source>it has too many rows</source>
            <translation>sie hat zu viele Zeilen</translation>
        </message>
        <message>
            <source>its columns are those of %1</source>
            <translation>ihre Spalten sind die von %1</translation>
        </message>
        <message>
            <source>it has other columns</source>
            <translation>sie hat andere Spalten</translation>
        </message>
        <message>
            <source>The table %1 is not one of %2: %3.</source>
            <translation>Die Tabelle %1 ist keine von %2: %3.</translation>
        </message>
        <message>
            <source>Name the right tool and table in [migrations] of arborist.toml.</source>
            <translation>Das richtige Werkzeug und die richtige Tabelle in [migrations] von arborist.toml nennen.</translation>
        </message>
        <message>
            <source>%1 has %2 rows of %3, where there should be one.</source>
            <translation>%1 hat %2 Zeilen von %3, wo es eine sein sollte.</translation>
        </message>
        <message>
            <source>Look at the status: another run may have changed the ledger.</source>
            <translation>Den Status ansehen: ein anderer Lauf hat das Register vielleicht geändert.</translation>
        </message>
        <message>
            <source>GRANT SELECT ON %1 to this user, and USAGE on its schema.</source>
            <translation>Diesem Benutzer GRANT SELECT ON %1 gewähren, und USAGE auf das Schema.</translation>
        </message>
        <message>
            <source>%1 is partitioned: this cannot run inside a transaction block.</source>
            <translation>%1 ist partitioniert: dies kann nicht in einem Transaktionsblock laufen.</translation>
        </message>
        <message>
            <source>%1 cannot run inside a transaction block.</source>
            <translation>%1 kann nicht in einem Transaktionsblock laufen.</translation>
        </message>
        <message>
            <source>It uses the value '%1', added to the type %2 just before: a new value is safe only after a commit.</source>
            <translation>Es verwendet den Wert '%1', der dem Typ %2 kurz zuvor hinzugefügt wurde: ein neuer Wert ist erst nach einem Commit sicher.</translation>
        </message>
        <message>
            <source>Never applied by drizzle: its time is not after %1, the newest in the ledger.</source>
            <translation>Von drizzle nie angewendet: ihre Zeit liegt nicht nach %1, der neuesten im Register.</translation>
        </message>
        <message>
            <source>Apply it by choosing it (migrate --only %1), or give it a newer “when”.</source>
            <translation>Sie durch Auswählen anwenden (migrate --only %1) oder ihr ein neueres „when“ geben.</translation>
        </message>
        <message>
            <source>Give the entry of the journal its former “when” again, or mark it as applied.</source>
            <translation>Dem Eintrag des Journals wieder sein früheres „when“ geben oder sie als angewendet kennzeichnen.</translation>
        </message>
        <message>
            <source>Applied, recorded without a time: drizzle takes every migration for pending.</source>
            <translation>Angewendet, ohne Zeit verzeichnet: drizzle hält jede Migration für ausstehend.</translation>
        </message>
        <message>
            <source>Applied under another time (%1): drizzle takes it for done.</source>
            <translation>Unter anderer Zeit angewendet (%1): drizzle hält sie für erledigt.</translation>
        </message>
        <message>
            <source>Applied under another time (%1): drizzle runs it again.</source>
            <translation>Unter anderer Zeit angewendet (%1): drizzle führt sie erneut aus.</translation>
        </message>
        <message>
            <source>Its time is not after that of a pending one before it: drizzle skips it for ever when that one is applied first.</source>
            <translation>Ihre Zeit liegt nicht nach der einer ausstehenden vor ihr: drizzle überspringt sie für immer, wenn jene zuerst angewendet wird.</translation>
        </message>
        <message>
            <source>Give it a newer “when”, or apply both together.</source>
            <translation>Ihr ein neueres „when“ geben oder beide zusammen anwenden.</translation>
        </message>
        <message>
            <source>Row %1 has no time: drizzle runs every migration again.</source>
            <translation>Zeile %1 hat keine Zeit: drizzle führt jede Migration erneut aus.</translation>
        </message>
        <message>
            <source>Set created_at to the “when” of its migration.</source>
            <translation>created_at auf das „when“ ihrer Migration setzen.</translation>
        </message>
        <message>
            <source>Row %1 has no name: drizzle 1.0 runs its migration again.</source>
            <translation>Zeile %1 hat keinen Namen: drizzle 1.0 führt ihre Migration erneut aus.</translation>
        </message>
        <message>
            <source>Set its name to that of the migration's folder.</source>
            <translation>Ihren Namen auf den des Ordners der Migration setzen.</translation>
        </message>
        <message>
            <source>Row %1 records a migration that another row records too: it ran twice, at the same time.</source>
            <translation>Zeile %1 verzeichnet eine Migration, die auch eine andere Zeile verzeichnet: sie lief zweimal, zur selben Zeit.</translation>
        </message>
        <message>
            <source>Check its effects, then take one of the two rows away: baseline --forget-row %1.</source>
            <translation>Ihre Wirkung prüfen, dann eine der beiden Zeilen entfernen: baseline --forget-row %1.</translation>
        </message>
        <message>
            <source>Applied, but not in this checkout: no migration has the time or the hash of row %1.</source>
            <translation>Angewendet, aber nicht in diesem Checkout: keine Migration hat die Zeit oder den Hash von Zeile %1.</translation>
        </message>
        <message>
            <source>row %1</source>
            <translation>Zeile %1</translation>
        </message>
        <message>
            <source>Row %1 records it a second time: it ran twice, at the same time.</source>
            <translation>Zeile %1 verzeichnet sie ein zweites Mal: sie lief zweimal, zur selben Zeit.</translation>
        </message>
        <message>
            <source>Applied, but not in this checkout: there is no folder of that name.</source>
            <translation>Angewendet, aber nicht in diesem Checkout: es gibt keinen Ordner dieses Namens.</translation>
        </message>
        <message>
            <source>Applied, but not in this checkout: drizzle 1.0 refuses to bring the ledger to its form, and runs nothing.</source>
            <translation>Angewendet, aber nicht in diesem Checkout: drizzle 1.0 lehnt es ab, das Register in seine Form zu bringen, und führt nichts aus.</translation>
        </message>
        <message>
            <source>Older than one that is applied; drizzle runs it all the same.</source>
            <translation>Älter als eine angewendete; drizzle führt sie trotzdem aus.</translation>
        </message>
        <message>
            <source>Check that it does not build on what came after it, then apply it.</source>
            <translation>Prüfen, dass sie nicht auf später Gekommenem aufbaut, dann anwenden.</translation>
        </message>
        <message>
            <source>Applied, recorded without its name: drizzle runs it again.</source>
            <translation>Angewendet, ohne Namen vermerkt: drizzle führt sie noch einmal aus.</translation>
        </message>
        <message>
            <source>Set the row's name.</source>
            <translation>Den Namen der Zeile setzen.</translation>
        </message>
        <message>
            <source>Put the statements that are in effect back into the file as they were and change only what follows, or mark it as applied (baseline --only %1).</source>
            <translation>Die wirksamen Anweisungen in der Datei in ihren alten Stand bringen und nur ändern, was folgt, oder sie als angewendet kennzeichnen (baseline --only %1).</translation>
        </message>
        <message>
            <source> at %1</source>
            <translation> bei %1</translation>
        </message>
        <message>
            <source>Resume it: rollback goes on%1. Or leave it at that: baseline --only %2 marks it as applied again.</source>
            <translation>Fortsetzen: rollback fährt%1 fort. Oder es dabei belassen: baseline --only %2 kennzeichnet sie wieder als angewendet.</translation>
        </message>
        <message>
            <source>Resume it: migrate goes on%1. Or undo it: rollback --only %2 runs its down script. Or mark it as applied: baseline --only %2.</source>
            <translation>Fortsetzen: migrate fährt%1 fort. Oder zurücknehmen: rollback --only %2 führt ihr Down-Skript aus. Oder als angewendet kennzeichnen: baseline --only %2.</translation>
        </message>
        <message>
            <source>Resume it: migrate goes on%1. Or mark it as applied: baseline --only %2. It has no down script to undo it with.</source>
            <translation>Fortsetzen: migrate fährt%1 fort. Oder als angewendet kennzeichnen: baseline --only %2. Sie hat kein Down-Skript, um sie zurückzunehmen.</translation>
        </message>
        <message>
            <source>Its way back failed half way.</source>
            <translation>Ihr Rückweg ist auf halbem Weg fehlgeschlagen.</translation>
        </message>
        <message>
            <source>It failed half way.</source>
            <translation>Sie ist auf halbem Weg fehlgeschlagen.</translation>
        </message>
        <message>
            <source>Its first %1 statements are in effect, and the file says something else in them by now.</source>
            <translation>Ihre ersten %1 Anweisungen sind wirksam, und die Datei sagt dort inzwischen etwas anderes.</translation>
        </message>
        <message>
            <source>Of its %1 statements %2 are in effect; statement %3 was running when the run ended.</source>
            <translation>Von ihren %1 Anweisungen sind %2 wirksam; Anweisung %3 lief, als der Lauf endete.</translation>
        </message>
        <message>
            <source>Of its %1 statements the first %2 are in effect.</source>
            <translation>Von ihren %1 Anweisungen sind die ersten %2 wirksam.</translation>
        </message>
        <message>
            <source>Begun by run %1, %2.</source>
            <translation>Begonnen von Lauf %1, %2.</translation>
        </message>
        <message>
            <source>Run %1 is working on it now; %2 of its statements are in effect.</source>
            <translation>Lauf %1 arbeitet gerade daran; %2 ihrer Anweisungen sind wirksam.</translation>
        </message>
        <message>
            <source>Wait for its end.</source>
            <translation>Sein Ende abwarten.</translation>
        </message>
        <message>
            <source>It failed half way, with %1 of its statements in effect, and is not in this checkout.</source>
            <translation>Sie ist auf halbem Weg fehlgeschlagen, %1 ihrer Anweisungen sind wirksam, und sie ist nicht in diesem Checkout.</translation>
        </message>
        <message>
            <source>Pull the branch that has it, and run it to its end there.</source>
            <translation>Den Branch holen, der sie hat, und sie dort zu Ende führen.</translation>
        </message>
        <message>
            <source>Older than one that is applied: goose refuses to run anything.</source>
            <translation>Älter als eine angewendete: goose weigert sich, irgendetwas auszuführen.</translation>
        </message>
        <message>
            <source>Give it a newer version, or run goose with -allow-missing.</source>
            <translation>Ihr eine neuere Version geben oder goose mit -allow-missing ausführen.</translation>
        </message>
        <message>
            <source>Older than one that is applied: node-pg-migrate refuses to run anything.</source>
            <translation>Älter als eine angewendete: node-pg-migrate weigert sich, irgendetwas auszuführen.</translation>
        </message>
        <message>
            <source>Give it a newer number, or run it with --no-check-order.</source>
            <translation>Ihr eine neuere Nummer geben oder es mit --no-check-order ausführen.</translation>
        </message>
        <message>
            <source>Older than one that is applied; dbmate runs it all the same, unless with --strict.</source>
            <translation>Älter als eine angewendete; dbmate führt sie trotzdem aus, außer mit --strict.</translation>
        </message>
        <message>
            <source>Older than one that is applied; it is run all the same.</source>
            <translation>Älter als eine angewendete; sie wird trotzdem ausgeführt.</translation>
        </message>
        <message>
            <source>Applied, but not in this checkout: node-pg-migrate refuses to run anything that comes after it.</source>
            <translation>Angewendet, aber nicht in diesem Checkout: node-pg-migrate weigert sich, irgendetwas auszuführen, was danach kommt.</translation>
        </message>
        <message>
            <source>Applied, but not in this checkout: no file has the name of that row.</source>
            <translation>Angewendet, aber nicht in diesem Checkout: keine Datei hat den Namen dieser Zeile.</translation>
        </message>
        <message>
            <source>Row %1 records it a second time: it ran twice.</source>
            <translation>Zeile %1 vermerkt sie ein zweites Mal: sie ist zweimal gelaufen.</translation>
        </message>
        <message>
            <source>The ledger has %1 rows, where golang-migrate keeps one.</source>
            <translation>Das Register hat %1 Zeilen, wo golang-migrate eine führt.</translation>
        </message>
        <message>
            <source>Find out which version the database is at, and run migrate force.</source>
            <translation>Feststellen, auf welcher Version die Datenbank ist, und migrate force ausführen.</translation>
        </message>
        <message>
            <source>It failed half way, or the way back to it did: golang-migrate calls the database dirty and runs nothing.</source>
            <translation>Sie oder der Rückweg zu ihr ist auf halbem Weg fehlgeschlagen: golang-migrate nennt die Datenbank „dirty“ und führt nichts aus.</translation>
        </message>
        <message>
            <source>Put right what it left behind, then mark it as applied (baseline --only %1), or as not applied by golang-migrate's own migrate force.</source>
            <translation>Berichtigen, was sie hinterlassen hat, und sie dann als angewendet kennzeichnen (baseline --only %1) oder mit golang-migrates eigenem migrate force als nicht angewendet.</translation>
        </message>
        <message>
            <source>The way back of the first migration failed half way: golang-migrate calls the database dirty and runs nothing.</source>
            <translation>Der Rückweg der ersten Migration ist auf halbem Weg fehlgeschlagen: golang-migrate nennt die Datenbank „dirty“ und führt nichts aus.</translation>
        </message>
        <message>
            <source>Put right what it left behind, then say which version the database is at (migrate force).</source>
            <translation>In Ordnung bringen, was sie hinterlassen hat, dann angeben, auf welcher Version die Datenbank ist (migrate force).</translation>
        </message>
        <message>
            <source>The database is at version %1, which is not in this checkout: golang-migrate runs nothing.</source>
            <translation>Die Datenbank ist auf Version %1, die nicht in diesem Checkout ist: golang-migrate führt nichts aus.</translation>
        </message>
        <message>
            <source>Applied</source>
            <translation>Angewendet</translation>
        </message>
        <message>
            <source>Edited</source>
            <translation>Bearbeitet</translation>
        </message>
        <message>
            <source>Time changed</source>
            <translation>Zeit geändert</translation>
        </message>
        <message>
            <source>Pending</source>
            <translation>Ausstehend</translation>
        </message>
        <message>
            <source>Skipped</source>
            <translation>Übersprungen</translation>
        </message>
        <message>
            <source>Out of order</source>
            <translation>Außer der Reihe</translation>
        </message>
        <message>
            <source>Failed half way</source>
            <translation>Auf halbem Weg fehlgeschlagen</translation>
        </message>
        <message>
            <source>File missing</source>
            <translation>Datei fehlt</translation>
        </message>
        <message>
            <source>The file was edited after it was applied: it has the hash %1, the ledger %2.</source>
            <translation>Die Datei wurde nach dem Anwenden bearbeitet: sie hat den Hash %1, das Register %2.</translation>
        </message>
        <message>
            <source>Restore the file from git, and put the change into a new migration.</source>
            <translation>Die Datei aus git wiederherstellen und die Änderung in eine neue Migration setzen.</translation>
        </message>
        <message>
            <source>Applied; its file is not there, or cannot be read.</source>
            <translation>Angewandt; die Datei fehlt oder ist nicht lesbar.</translation>
        </message>
        <message>
            <source>Not applied, and its file is not there, or cannot be read.</source>
            <translation>Nicht angewandt, und die Datei fehlt oder ist nicht lesbar.</translation>
        </message>
        <message>
            <source>Pull the branch that has it, or restore its file from git.</source>
            <translation>Den Branch holen, der sie hat, oder ihre Datei aus git wiederherstellen.</translation>
        </message>
        <message>
            <source>Check the network, the VPN, and whether a proxy is needed (HTTPS_PROXY).</source>
            <translation>Netz und VPN prüfen, und ob ein Proxy gebraucht wird (HTTPS_PROXY).</translation>
        </message>
        <message>
            <source>Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, or name this host in NO_PROXY.</source>
            <translation>HTTPS_PROXY, HTTP_PROXY und ALL_PROXY prüfen oder diesen Host in NO_PROXY nennen.</translation>
        </message>
        <message>
            <source>There is no host for the proxy %1.</source>
            <translation>Für den Proxy %1 gibt es keinen Host.</translation>
        </message>
        <message>
            <source>The proxy %1 asks for a user and password.</source>
            <translation>Der Proxy %1 verlangt Benutzer und Passwort.</translation>
        </message>
        <message>
            <source>Give them in HTTPS_PROXY: http://user:password@host:port.</source>
            <translation>Sie in HTTPS_PROXY angeben: http://user:password@host:port.</translation>
        </message>
        <message>
            <source>The proxy %1 did not answer in time.</source>
            <translation>Der Proxy %1 hat nicht rechtzeitig geantwortet.</translation>
        </message>
        <message>
            <source>Nothing answers at the proxy %1.</source>
            <translation>Am Proxy %1 antwortet nichts.</translation>
        </message>
        <message>
            <source>The proxy %1 does not let us through.</source>
            <translation>Der Proxy %1 lässt die Verbindung nicht durch.</translation>
        </message>
        <message>
            <source>Nothing answers at %1.</source>
            <translation>Auf %1 antwortet nichts.</translation>
        </message>
        <message>
            <source>Check host and port, and that a firewall lets you through.</source>
            <translation>Prüfen, ob Host und Port stimmen und eine Firewall die Verbindung zulässt.</translation>
        </message>
        <message>
            <source>No secure connection to %1 could be made.</source>
            <translation>Mit %1 kam keine sichere Verbindung zustande.</translation>
        </message>
        <message>
            <source>Check the date of this computer. Where a company's proxy opens TLS, add its certificate to the system's (update-ca-certificates).</source>
            <translation>Das Datum dieses Rechners prüfen. Wo ein Firmenproxy TLS aufbricht, dessen Zertifikat zu denen des Systems hinzufügen (update-ca-certificates).</translation>
        </message>
        <message>
            <source>%1 hung up before its answer was complete.</source>
            <translation>%1 hat die Verbindung beendet, bevor die Antwort vollständig war.</translation>
        </message>
        <message>
            <source>Try again.</source>
            <translation>Erneut versuchen.</translation>
        </message>
        <message>
            <source>%1 did not answer in time.</source>
            <translation>%1 hat nicht rechtzeitig geantwortet.</translation>
        </message>
        <message>
            <source>The network went away while talking to %1.</source>
            <translation>Während der Verbindung mit %1 ist das Netz ausgefallen.</translation>
        </message>
        <message>
            <source>%1 is no address for a web request.</source>
            <translation>%1 ist keine Adresse für eine Webanfrage.</translation>
        </message>
        <message>
            <source>It should begin with https:// or http://.</source>
            <translation>Sie sollte mit https:// oder http:// beginnen.</translation>
        </message>
        <message>
            <source>What %1 answered is not HTTP.</source>
            <translation>Die Antwort von %1 ist kein HTTP.</translation>
        </message>
        <message>
            <source>Check host and port.</source>
            <translation>Host und Port prüfen.</translation>
        </message>
        <message>
            <source>The connection to %1 failed.</source>
            <translation>Die Verbindung mit %1 ist fehlgeschlagen.</translation>
        </message>
        <message>
            <source>%1 did not answer within %2 s.</source>
            <translation>%1 hat nicht innerhalb von %2 s geantwortet.</translation>
        </message>
        <message>
            <source>%1 answered with more than %2.</source>
            <translation>Die Antwort von %1 ist größer als %2.</translation>
        </message>
        <message>
            <source>Check host and port: this may not be the service meant.</source>
            <translation>Host und Port prüfen: vielleicht ist dies nicht der gemeinte Dienst.</translation>
        </message>
        <message>
            <source>Opening the address</source>
            <translation>Adresse wird geöffnet</translation>
        </message>
        <message>
            <source>Opening %1</source>
            <translation>%1 wird geöffnet</translation>
        </message>
        <message>
            <source>Preparing the demo</source>
            <translation>Demo wird vorbereitet</translation>
        </message>
        <message>
            <source>%1, line %2, is not JSON: %3.</source>
            <translation>%1, Zeile %2, ist kein JSON: %3.</translation>
        </message>
        <message>
            <source>Restore it from the history of the project, or mend it by hand.</source>
            <translation>Sie aus der Geschichte des Projekts wiederherstellen oder von Hand berichtigen.</translation>
        </message>
        <message>
            <source>it is nested too deeply</source>
            <translation>es ist zu tief verschachtelt</translation>
        </message>
        <message>
            <source>%1 under [migrations] in arborist.toml</source>
            <translation>%1 unter [migrations] in arborist.toml</translation>
        </message>
        <message>
            <source>%1 under [migrations] has a quote that is not closed.</source>
            <translation>%1 unter [migrations] hat ein Anführungszeichen, das nicht geschlossen ist.</translation>
        </message>
        <message>
            <source>Close it in arborist.toml.</source>
            <translation>Es in arborist.toml schließen.</translation>
        </message>
        <message>
            <source>%1 in package.json</source>
            <translation>%1 in package.json</translation>
        </message>
        <message>
            <source>drizzle-kit of the project</source>
            <translation>drizzle-kit des Projekts</translation>
        </message>
        <message>
            <source>%1 does not hold the address of a proxy.</source>
            <translation>%1 enthält nicht die Adresse eines Proxys.</translation>
        </message>
        <message>
            <source>It should look like http://host:port or socks5h://host:port.</source>
            <translation>Sie sollte wie http://host:port oder socks5h://host:port aussehen.</translation>
        </message>
        <message>
            <source>Copy rows</source>
            <translation>Zeilen kopieren</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>Exportieren…</translation>
        </message>
        <message>
            <source>The server told no plan.</source>
            <translation>Der Server hat keinen Plan genannt.</translation>
        </message>
        <message>
            <source>The result is larger than %1.</source>
            <translation>Das Ergebnis ist größer als %1.</translation>
        </message>
        <message>
            <source>Export it to a file, or ask for fewer rows. What has come is kept.</source>
            <translation>Es in eine Datei exportieren oder weniger Zeilen abfragen. Was angekommen ist, bleibt erhalten.</translation>
        </message>
        <message>
            <source>No answer</source>
            <translation>Keine Antwort</translation>
        </message>
        <message>
            <source>No address</source>
            <translation>Keine Adresse</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>Wird gelesen…</translation>
        </message>
        <message>
            <source>Not read</source>
            <translation>Nicht gelesen</translation>
        </message>
        <message>
            <source>%1 failed</source>
            <translation>%1 fehlgeschlagen</translation>
        </message>
        <message>
            <source>%1 pending</source>
            <translation>%1 ausstehend</translation>
        </message>
        <message>
            <source>%1 applied</source>
            <translation>%1 angewendet</translation>
        </message>
        <message>
            <source>There is no table of migrations yet.</source>
            <translation>Es gibt noch keine Tabelle der Migrationen.</translation>
        </message>
        <message>
            <source>%1 rows of %2 were expected by their ids, %3 were read.</source>
            <translation>Nach ihren IDs waren %1 Zeilen von %2 zu erwarten, gelesen wurden %3.</translation>
        </message>
        <message>
            <source>Map a column with unique values as the id.</source>
            <translation>Eine Spalte mit eindeutigen Werten als ID zuordnen.</translation>
        </message>
        <message>
            <source>1 orphan was left: rows of it were changed or added meanwhile.</source>
            <translation>1 Waise blieb übrig: Zeilen dazu wurden inzwischen geändert oder hinzugefügt.</translation>
        </message>
        <message>
            <source>%1 orphans were left: rows of them were changed or added meanwhile.</source>
            <translation>%1 Waisen blieben übrig: Zeilen dazu wurden inzwischen geändert oder hinzugefügt.</translation>
        </message>
        <message>
            <source>1 row was changed meanwhile and planned anew.</source>
            <translation>1 Zeile wurde inzwischen geändert und neu geplant.</translation>
        </message>
        <message>
            <source>%1 rows were changed meanwhile and planned anew.</source>
            <translation>%1 Zeilen wurden inzwischen geändert und neu geplant.</translation>
        </message>
        <message>
            <source>1 row differs again: others write to the table.</source>
            <translation>1 Zeile weicht wieder ab: andere schreiben in die Tabelle.</translation>
        </message>
        <message>
            <source>%1 rows differ again: others write to the table.</source>
            <translation>%1 Zeilen weichen wieder ab: andere schreiben in die Tabelle.</translation>
        </message>
        <message>
            <source>1 item was changed just now and left as it is.</source>
            <translation>1 Eintrag wurde soeben geändert und bleibt, wie er ist.</translation>
        </message>
        <message>
            <source>%1 items were changed just now and left as they are.</source>
            <translation>%1 Einträge wurden soeben geändert und bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>Repairs of a hierarchy: %1.</source>
            <translation>Reparaturen einer Hierarchie: %1.</translation>
        </message>
        <message>
            <source>d MMM</source>
            <translation>d. MMM</translation>
        </message>
        <message>
            <source>1 row changed, %1</source>
            <translation>1 Zeile geändert, %1</translation>
        </message>
        <message>
            <source>%1 rows changed, %2</source>
            <translation>%1 Zeilen geändert, %2</translation>
        </message>
        <message>
            <source>%1; taken back</source>
            <translation>%1; zurückgenommen</translation>
        </message>
        <message>
            <source>Plan the export of %1</source>
            <translation>Export von %1 planen</translation>
        </message>
        <message>
            <source>Export tables of %1</source>
            <translation>Tabellen von %1 exportieren</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Exportieren</translation>
        </message>
        <message>
            <source>Export %1 of %2</source>
            <translation>%1 von %2 exportieren</translation>
        </message>
        <message>
            <source>%1 as of one moment, into %2. The database is only read.</source>
            <translation>%1, Stand eines einzigen Moments, nach %2. Die Datenbank wird nur gelesen.</translation>
        </message>
        <message>
            <source>Export %1</source>
            <translation>%1 exportieren</translation>
        </message>
        <message>
            <source>Plan the import into %1</source>
            <translation>Import in %1 planen</translation>
        </message>
        <message>
            <source>Import tables into %1</source>
            <translation>Tabellen in %1 importieren</translation>
        </message>
        <message>
            <source>Import</source>
            <translation>Importieren</translation>
        </message>
        <message>
            <source>Import %1 into %2</source>
            <translation>%1 in %2 importieren</translation>
        </message>
        <message>
            <source>%1 replace what the tables hold, in one transaction: all of it or nothing.</source>
            <translation>%1 ersetzen, was die Tabellen enthalten, in einer Transaktion: alles oder nichts.</translation>
        </message>
        <message>
            <source>Replace %1</source>
            <translation>%1 ersetzen</translation>
        </message>
        <message>
            <source>Plan to wipe tables of %1</source>
            <translation>Leeren von Tabellen von %1 planen</translation>
        </message>
        <message>
            <source>Wipe tables of %1</source>
            <translation>Tabellen von %1 leeren</translation>
        </message>
        <message>
            <source>Wipe</source>
            <translation>Leeren</translation>
        </message>
        <message>
            <source>Wipe %1 of %2</source>
            <translation>%1 von %2 leeren</translation>
        </message>
        <message>
            <source>Takes away %1 in one transaction, after they were written to an archive.</source>
            <translation>Entfernt %1 in einer Transaktion, nachdem sie in ein Archiv geschrieben wurden.</translation>
        </message>
        <message>
            <source>Wipe %1</source>
            <translation>%1 leeren</translation>
        </message>
        <message>
            <source>Each statement takes effect on its own, and progress is kept after each.</source>
            <translation>Jede Anweisung wird für sich wirksam, und der Fortschritt wird nach jeder festgehalten.</translation>
        </message>
        <message>
            <source>In one transaction, as far as its statements can be in one.</source>
            <translation>In einer Transaktion, soweit die Anweisungen in einer laufen können.</translation>
        </message>
        <message>
            <source>All in one transaction: either all of them take effect or none.</source>
            <translation>Alle in einer Transaktion: entweder werden alle wirksam oder keine.</translation>
        </message>
        <message>
            <source>Each in a transaction of its own: those that succeeded stay where a later one fails.</source>
            <translation>Jede in einer eigenen Transaktion: gelungene bleiben, wenn eine spätere fehlschlägt.</translation>
        </message>
        <message>
            <source>1 migration</source>
            <translation>1 Migration</translation>
        </message>
        <message>
            <source>%1 migrations</source>
            <translation>%1 Migrationen</translation>
        </message>
        <message>
            <source>Plan to apply migrations to %1</source>
            <translation>Anwenden von Migrationen auf %1 planen</translation>
        </message>
        <message>
            <source>Apply migrations to %1</source>
            <translation>Migrationen auf %1 anwenden</translation>
        </message>
        <message>
            <source>Apply migrations</source>
            <translation>Migrationen anwenden</translation>
        </message>
        <message>
            <source>Apply %1 to %2</source>
            <translation>%1 auf %2 anwenden</translation>
        </message>
        <message>
            <source>Apply %1</source>
            <translation>%1 anwenden</translation>
        </message>
        <message>
            <source>Plan to roll back migrations of %1</source>
            <translation>Zurückrollen von Migrationen von %1 planen</translation>
        </message>
        <message>
            <source>Roll back migrations of %1</source>
            <translation>Migrationen von %1 zurückrollen</translation>
        </message>
        <message>
            <source>Roll back migrations</source>
            <translation>Migrationen zurückrollen</translation>
        </message>
        <message>
            <source>Roll back %1 on %2</source>
            <translation>%1 auf %2 zurückrollen</translation>
        </message>
        <message>
            <source>The newest first, by their tool's own revert; each becomes pending again.</source>
            <translation>Das Neueste zuerst, mit der eigenen Rücknahme ihres Werkzeugs; jedes steht danach wieder aus.</translation>
        </message>
        <message>
            <source>The newest first, by their down scripts; each becomes pending again.</source>
            <translation>Die neuesten zuerst, mit ihren Down-Skripten; jede steht danach wieder aus.</translation>
        </message>
        <message>
            <source>Roll back %1</source>
            <translation>%1 zurückrollen</translation>
        </message>
        <message>
            <source>Plan a baseline of %1</source>
            <translation>Eine Baseline von %1 planen</translation>
        </message>
        <message>
            <source>Baseline of %1</source>
            <translation>Baseline von %1</translation>
        </message>
        <message>
            <source>Baseline</source>
            <translation>Baseline</translation>
        </message>
        <message>
            <source>Record %1 as applied on %2</source>
            <translation>%1 auf %2 als angewendet vermerken</translation>
        </message>
        <message>
            <source>None of their SQL is run: for a database that has what they do already.</source>
            <translation>Nichts von ihrem SQL wird ausgeführt: für eine Datenbank, die schon hat, was sie bewirken.</translation>
        </message>
        <message>
            <source>Record %1</source>
            <translation>%1 vermerken</translation>
        </message>
        <message>
            <source>Plan a new migration</source>
            <translation>Eine neue Migration planen</translation>
        </message>
        <message>
            <source>Create a migration</source>
            <translation>Eine Migration anlegen</translation>
        </message>
        <message>
            <source>Create migration</source>
            <translation>Migration anlegen</translation>
        </message>
        <message>
            <source>Create %1</source>
            <translation>%1 anlegen</translation>
        </message>
        <message>
            <source>Writes files of the project. No database is touched.</source>
            <translation>Schreibt Dateien des Projekts. Keine Datenbank wird berührt.</translation>
        </message>
        <message>
            <source>Plan a down script</source>
            <translation>Ein Down-Skript planen</translation>
        </message>
        <message>
            <source>Save a down script</source>
            <translation>Ein Down-Skript speichern</translation>
        </message>
        <message>
            <source>Save down script</source>
            <translation>Down-Skript speichern</translation>
        </message>
        <message>
            <source>Save the way back of %1</source>
            <translation>Rückweg von %1 speichern</translation>
        </message>
        <message>
            <source>Writes a file of the project, which a roll-back runs. No database is touched now.</source>
            <translation>Schreibt eine Datei des Projekts, die beim Zurückrollen ausgeführt wird. Jetzt wird keine Datenbank berührt.</translation>
        </message>
        <message>
            <source>Plan a push to %1</source>
            <translation>Push auf %1 planen</translation>
        </message>
        <message>
            <source>Push to %1</source>
            <translation>Push auf %1</translation>
        </message>
        <message>
            <source>Push</source>
            <translation>Push</translation>
        </message>
        <message>
            <source>Push the models to %1</source>
            <translation>Push der Modelle auf %1</translation>
        </message>
        <message>
            <source>The project's own command brings the database up to the models, without a migration. What it asks is answered in the console.</source>
            <translation>Der eigene Befehl des Projekts bringt die Datenbank ohne Migration auf den Stand der Modelle. Was er fragt, wird in der Konsole beantwortet.</translation>
        </message>
        <message>
            <source>This role may not carry over: %1</source>
            <translation>Diese Rolle darf nicht übernehmen: %1</translation>
        </message>
        <message>
            <source>The dump could not be restored: %1</source>
            <translation>Der Dump konnte nicht wiederhergestellt werden: %1</translation>
        </message>
        <message>
            <source>%1 cannot be written.</source>
            <translation>%1 kann nicht geschrieben werden.</translation>
        </message>
        <message>
            <source>%1, the rules kept on this machine, is of another version.</source>
            <translation>%1 mit den auf diesem Rechner gespeicherten Regeln ist von einer anderen Version.</translation>
        </message>
        <message>
            <source>Open it with the version of Arborist that wrote it; or move it away, and choose the rules anew.</source>
            <translation>Mit der Version von Arborist öffnen, die es geschrieben hat; oder es verschieben und die Regeln neu wählen.</translation>
        </message>
        <message>
            <source>No private folder can be made in %1: %2.</source>
            <translation>In %1 kann kein privater Ordner angelegt werden: %2.</translation>
        </message>
        <message>
            <source>%1 for these %2</source>
            <translation>%1 für diese %2</translation>
        </message>
        <message>
            <source>&lt; 1 ms</source>
            <translation>&lt; 1 ms</translation>
        </message>
        <message>
            <source>%1 and 1 more kind</source>
            <translation>%1 und 1 weitere Art</translation>
        </message>
        <message>
            <source>%1 and %2 more kinds</source>
            <translation>%1 und %2 weitere Arten</translation>
        </message>
        <message>
            <source>%1 on %2: drift of other kinds has come up</source>
            <translation>%1 auf %2: Drift anderer Arten ist hinzugekommen</translation>
        </message>
        <message>
            <source>%1 on %2: 1 more item has drifted</source>
            <translation>%1 auf %2: 1 weiterer Eintrag hat Drift</translation>
        </message>
        <message>
            <source>%1 on %2: %3 more items have drifted</source>
            <translation>%1 auf %2: %3 weitere Einträge haben Drift</translation>
        </message>
        <message>
            <source>HH:mm</source>
            <translation>HH:mm</translation>
        </message>
        <message>
            <source>d MMM HH:mm</source>
            <translation>d. MMM HH:mm</translation>
        </message>
        <message>
            <source>unchanged since %1</source>
            <translation>unverändert seit %1</translation>
        </message>
        <message>
            <source>%1 since %2</source>
            <translation>%1 seit %2</translation>
        </message>
        <message>
            <source>The server was stopped, crashed or restarted, or the network failed. What was not committed is rolled back; check the server, then run it again.</source>
            <translation>Der Server wurde angehalten, ist abgestürzt oder neu gestartet, oder das Netz ist ausgefallen. Nicht Festgeschriebenes ist zurückgerollt; den Server prüfen, dann erneut ausführen.</translation>
        </message>
        <message>
            <source>The connection to %1 was lost.</source>
            <translation>Die Verbindung zu %1 ging verloren.</translation>
        </message>
        <message>
            <source>Check user name and password: in the connection string, the .env file, PGPASSWORD or ~/.pgpass. In a URL, special characters of a password must be percent-encoded.</source>
            <translation>Benutzername und Passwort prüfen: in der Verbindungszeichenfolge, der .env-Datei, PGPASSWORD oder ~/.pgpass. In einer URL müssen Sonderzeichen eines Passworts prozentkodiert sein.</translation>
        </message>
        <message>
            <source>Check that the role "%1" exists and may log in, and that pg_hba.conf of the server admits it from here.</source>
            <translation>Prüfen, ob die Rolle "%1" existiert und sich anmelden darf und pg_hba.conf des Servers sie von hier zulässt.</translation>
        </message>
        <message>
            <source>Check the database's name (upper and lower case differ); "psql -l" lists those that the server has.</source>
            <translation>Den Namen der Datenbank prüfen (Groß- und Kleinschreibung zählt); "psql -l" listet die des Servers auf.</translation>
        </message>
        <message>
            <source>Close programs that use this server, use a pooled endpoint, or raise max_connections (or the limit of the role or database).</source>
            <translation>Programme schließen, die diesen Server verwenden, einen Endpunkt mit Pooling verwenden oder max_connections (oder die Grenze der Rolle oder Datenbank) erhöhen.</translation>
        </message>
        <message>
            <source>An administrator or a restart ended the session. What was not committed is rolled back; run it again once the server is up.</source>
            <translation>Ein Administrator oder ein Neustart hat die Sitzung beendet. Nicht Festgeschriebenes ist zurückgerollt; erneut ausführen, sobald der Server läuft.</translation>
        </message>
        <message>
            <source>The server crashed and restarts. What was not committed is rolled back; look into its log before running this again.</source>
            <translation>Der Server ist abgestürzt und startet neu. Nicht Festgeschriebenes ist zurückgerollt; vor dem erneuten Ausführen sein Protokoll ansehen.</translation>
        </message>
        <message>
            <source>The server is starting, stopping or recovering. Try again in a moment.</source>
            <translation>Der Server startet, hält an oder stellt sich wieder her. In einem Moment erneut versuchen.</translation>
        </message>
        <message>
            <source>The database was dropped while it was in use.</source>
            <translation>Die Datenbank wurde während der Verwendung gelöscht.</translation>
        </message>
        <message>
            <source>The session was idle for longer than idle_session_timeout. Connect again.</source>
            <translation>Die Sitzung war länger als idle_session_timeout untätig. Neu verbinden.</translation>
        </message>
        <message>
            <source>The transaction was idle for longer than idle_in_transaction_session_timeout; it is rolled back. Run it again.</source>
            <translation>Die Transaktion war länger als idle_in_transaction_session_timeout untätig; sie ist zurückgerollt. Erneut ausführen.</translation>
        </message>
        <message>
            <source>The role "%1" may not do this. Connect with a role that may (the owner, or for roles and databases an administrator), or let it GRANT what is missing.</source>
            <translation>Die Rolle "%1" darf das nicht. Mit einer Rolle verbinden, die es darf (der des Eigentümers, bei Rollen und Datenbanken der eines Administrators), oder von ihr mit GRANT gewähren lassen, was fehlt.</translation>
        </message>
        <message>
            <source>The server or session is read-only: a standby, or default_transaction_read_only is set. Connect to the primary, or change the setting of role or database.</source>
            <translation>Der Server oder die Sitzung ist nur lesend: ein Standby, oder default_transaction_read_only ist gesetzt. Mit dem Primärserver verbinden oder die Einstellung von Rolle oder Datenbank ändern.</translation>
        </message>
        <message>
            <source>Another session holds the lock. pg_locks and pg_stat_activity show which; wait for it or end it, then run this again.</source>
            <translation>Eine andere Sitzung hält die Sperre. pg_locks und pg_stat_activity zeigen, welche; auf sie warten oder sie beenden, dann erneut ausführen.</translation>
        </message>
        <message>
            <source>The statement took longer than statement_timeout allows (see the settings of role, database and URL), or someone cancelled it on the server.</source>
            <translation>Die Anweisung dauerte länger, als statement_timeout erlaubt (siehe die Einstellungen von Rolle, Datenbank und URL), oder sie wurde am Server abgebrochen.</translation>
        </message>
        <message>
            <source>The server's disk is full. Free space there, then run this again.</source>
            <translation>Der Datenträger des Servers ist voll. Dort Platz schaffen, dann erneut ausführen.</translation>
        </message>
        <message>
            <source>The server ran out of memory. For shared memory, raise max_locks_per_transaction; else close other sessions, or lower work_mem.</source>
            <translation>Dem Server ging der Speicher aus. Bei gemeinsamem Speicher (shared memory) max_locks_per_transaction erhöhen; sonst andere Sitzungen schließen oder work_mem senken.</translation>
        </message>
        <message>
            <source>Check schema and name, and that this database has the migrations that make the table: it may have been dropped or renamed meanwhile.</source>
            <translation>Schema und Namen prüfen, und ob diese Datenbank die Migrationen hat, die die Tabelle anlegen: sie kann inzwischen gelöscht oder umbenannt sein.</translation>
        </message>
        <message>
            <source>Check the column's name, and that this database has the migrations that make it: it may have been dropped or renamed meanwhile.</source>
            <translation>Den Namen der Spalte prüfen, und ob diese Datenbank die Migrationen hat, die sie anlegen: sie kann inzwischen gelöscht oder umbenannt sein.</translation>
        </message>
        <message>
            <source>Check the schema's name, and that this database has the migrations that make it.</source>
            <translation>Den Namen des Schemas prüfen, und ob diese Datenbank die Migrationen hat, die es anlegen.</translation>
        </message>
        <message>
            <source>Another transaction changed the same rows. Nothing was changed here; run it again.</source>
            <translation>Eine andere Transaktion hat dieselben Zeilen geändert. Hier wurde nichts geändert; erneut ausführen.</translation>
        </message>
        <message>
            <source>Two transactions waited for each other, and this one was rolled back. Run it again.</source>
            <translation>Zwei Transaktionen warteten aufeinander, und diese wurde zurückgerollt. Erneut ausführen.</translation>
        </message>
        <message>
            <source>Check the name; the object may belong to an extension or a migration that this database does not have.</source>
            <translation>Den Namen prüfen; das Objekt gehört vielleicht zu einer Erweiterung oder Migration, die diese Datenbank nicht hat.</translation>
        </message>
        <message>
            <source>Check the name; the function may belong to an extension or a migration that this database does not have.</source>
            <translation>Den Namen prüfen; die Funktion gehört vielleicht zu einer Erweiterung oder Migration, die diese Datenbank nicht hat.</translation>
        </message>
        <message>
            <source>This server's version or kind does not offer it.</source>
            <translation>Version oder Art dieses Servers bietet es nicht.</translation>
        </message>
        <message>
            <source>An earlier statement of the transaction failed; roll back first.</source>
            <translation>Eine frühere Anweisung der Transaktion ist fehlgeschlagen; zuerst zurückrollen.</translation>
        </message>
        <message>
            <source>A connection pooler (PgBouncer) hands every transaction to another session: prepared statements, SET, advisory locks and LISTEN do not work through it. Use the direct endpoint.</source>
            <translation>Ein Verbindungspooler (PgBouncer) gibt jede Transaktion an eine andere Sitzung: vorbereitete Anweisungen, SET, Advisory Locks und LISTEN funktionieren nicht durch ihn hindurch. Den direkten Endpunkt verwenden.</translation>
        </message>
        <message>
            <source>On Neon that is the host %1.</source>
            <translation>Bei Neon ist das der Host %1.</translation>
        </message>
        <message>
            <source>The folder %1 belongs to another user.</source>
            <translation>Der Ordner %1 gehört einem anderen Benutzer.</translation>
        </message>
        <message>
            <source>Run this as that user, or choose another folder with ARBORIST_DATA_DIR.</source>
            <translation>Als dieser Benutzer ausführen oder mit ARBORIST_DATA_DIR einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <source>The folder %1 is not private.</source>
            <translation>Der Ordner %1 ist nicht privat.</translation>
        </message>
        <message>
            <source>Remove it; it is made anew.</source>
            <translation>Ihn entfernen; er wird neu angelegt.</translation>
        </message>
        <message>
            <source>There is no place for the server's socket: %1 is longer than the %2 bytes that the system allows, and no short folder can be made.</source>
            <translation>Es gibt keinen Platz für den Socket des Servers: %1 ist länger als die %2 Bytes, die das System erlaubt, und kein kurzer Ordner kann angelegt werden.</translation>
        </message>
        <message>
            <source>Choose a folder with a shorter path with ARBORIST_DATA_DIR.</source>
            <translation>Mit ARBORIST_DATA_DIR einen Ordner mit kürzerem Pfad wählen.</translation>
        </message>
        <message>
            <source>The log %1 cannot be written: %2.</source>
            <translation>Das Protokoll %1 kann nicht geschrieben werden: %2.</translation>
        </message>
        <message>
            <source>Making the embedded database cluster</source>
            <translation>Eingebetteter Datenbankcluster wird angelegt</translation>
        </message>
        <message>
            <source>The embedded database cluster cannot be made.</source>
            <translation>Der eingebettete Datenbankcluster kann nicht angelegt werden.</translation>
        </message>
        <message>
            <source>The embedded database cluster cannot be put in its place.</source>
            <translation>Der eingebettete Datenbankcluster kann nicht an seinen Platz gebracht werden.</translation>
        </message>
        <message>
            <source>The folder %1 holds no whole PostgreSQL cluster.</source>
            <translation>Der Ordner %1 enthält keinen vollständigen PostgreSQL-Cluster.</translation>
        </message>
        <message>
            <source>Move it aside, and a new cluster is made: mv %1 %1-old</source>
            <translation>Ihn beiseite schieben, dann wird ein neuer Cluster angelegt: mv %1 %1-old</translation>
        </message>
        <message>
            <source>The server's settings cannot be written.</source>
            <translation>Die Einstellungen des Servers können nicht geschrieben werden.</translation>
        </message>
        <message>
            <source>The reason is in the details and in %1.</source>
            <translation>Der Grund steht in den Details und in %1.</translation>
        </message>
        <message>
            <source>The disk of %1 is full: free some room there.</source>
            <translation>Der Datenträger von %1 ist voll: dort Platz schaffen.</translation>
        </message>
        <message>
            <source>Look at the permissions of %1: it has to belong to the account that runs the server.</source>
            <translation>Die Rechte von %1 ansehen: es muss dem Konto gehören, unter dem der Server läuft.</translation>
        </message>
        <message>
            <source>The system has too little memory left for the server.</source>
            <translation>Das System hat zu wenig Arbeitsspeicher für den Server übrig.</translation>
        </message>
        <message>
            <source>Move it aside, or choose another folder with ARBORIST_DATA_DIR.</source>
            <translation>Ihn beiseite schieben oder mit ARBORIST_DATA_DIR einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <source>There is no account to run PostgreSQL as: it refuses to be run by root.</source>
            <translation>Es gibt kein Konto, unter dem PostgreSQL laufen kann: als root verweigert es den Start.</translation>
        </message>
        <message>
            <source>Run this as an ordinary user, or add an account: sudo adduser --system --group postgres</source>
            <translation>Als gewöhnlicher Benutzer ausführen oder ein Konto anlegen: sudo adduser --system --group postgres</translation>
        </message>
        <message>
            <source>The folder %1 is closed to the account %2, which runs the server for root.</source>
            <translation>Der Ordner %1 ist für das Konto %2 gesperrt, unter dem der Server für root läuft.</translation>
        </message>
        <message>
            <source>Leave ARBORIST_DATA_DIR unset to use /var/lib/arborist, or open the way: chmod o+x %1</source>
            <translation>ARBORIST_DATA_DIR nicht setzen, um /var/lib/arborist zu verwenden, oder den Weg öffnen: chmod o+x %1</translation>
        </message>
        <message>
            <source>%1 cannot be given to the account %2: %3.</source>
            <translation>%1 kann dem Konto %2 nicht übergeben werden: %3.</translation>
        </message>
        <message>
            <source>No PostgreSQL server is installed on this computer.</source>
            <translation>Auf diesem Rechner ist kein PostgreSQL-Server installiert.</translation>
        </message>
        <message>
            <source>Install it: sudo apt install postgresql-15</source>
            <translation>Installieren: sudo apt install postgresql-15</translation>
        </message>
        <message>
            <source>The embedded cluster was made by PostgreSQL %1, which is not installed.</source>
            <translation>Der eingebettete Cluster wurde von PostgreSQL %1 angelegt, das nicht installiert ist.</translation>
        </message>
        <message>
            <source>Install it: sudo apt install postgresql-%1
Or start afresh and keep the old data aside: mv %2 %2-%1</source>
            <translation>Installieren: sudo apt install postgresql-%1
Oder neu beginnen und die alten Daten beiseite schieben: mv %2 %2-%1</translation>
        </message>
        <message>
            <source>The embedded server neither starts nor stops.</source>
            <translation>Der eingebettete Server startet nicht und hält nicht an.</translation>
        </message>
        <message>
            <source>Processes of a crashed embedded server do not end.</source>
            <translation>Prozesse eines abgestürzten eingebetteten Servers enden nicht.</translation>
        </message>
        <message>
            <source>Starting the embedded server</source>
            <translation>Eingebetteter Server wird gestartet</translation>
        </message>
        <message>
            <source>The embedded server does not start.</source>
            <translation>Der eingebettete Server startet nicht.</translation>
        </message>
        <message>
            <source>The embedded server does not get ready.</source>
            <translation>Der eingebettete Server wird nicht bereit.</translation>
        </message>
        <message>
            <source>The embedded server does not stop.</source>
            <translation>Der eingebettete Server hält nicht an.</translation>
        </message>
        <message>
            <source>Another program has been starting or stopping the embedded server for minutes.</source>
            <translation>Ein anderes Programm startet oder stoppt den eingebetteten Server seit Minuten.</translation>
        </message>
        <message>
            <source>End that program; its lock is then gone.</source>
            <translation>Dieses Programm beenden; seine Sperre entfällt damit.</translation>
        </message>
        <message>
            <source>The lease file is locked by another program.</source>
            <translation>Die Lease-Datei ist von einem anderen Programm gesperrt.</translation>
        </message>
        <message>
            <source>The embedded server cannot be told to stay.</source>
            <translation>Dem eingebetteten Server kann nicht aufgetragen werden zu bleiben.</translation>
        </message>
        <message>
            <source>COPY does not run as a plain statement.</source>
            <translation>COPY läuft nicht als einfache Anweisung.</translation>
        </message>
        <message>
            <source>The connection to %1 is closed.</source>
            <translation>Die Verbindung zu %1 ist geschlossen.</translation>
        </message>
        <message>
            <source>It was lost or given up earlier; what was not committed is rolled back. Connect again.</source>
            <translation>Sie ging früher verloren oder wurde aufgegeben; nicht Festgeschriebenes ist zurückgerollt. Neu verbinden.</translation>
        </message>
        <message>
            <source>pt</source>
            <translation>pt</translation>
        </message>
        <message>
            <source>min</source>
            <translation>min</translation>
        </message>
        <message>
            <source>d</source>
            <translation>d</translation>
        </message>
        <message>
            <source>h</source>
            <translation>h</translation>
        </message>
        <message>
            <source>The SQL does not read: %1.</source>
            <translation>Das SQL ist nicht lesbar: %1.</translation>
        </message>
        <message>
            <source>Mend the statement in this line.</source>
            <translation>Die Anweisung in dieser Zeile berichtigen.</translation>
        </message>
        <message>
            <source>The SQL is nested too deeply.</source>
            <translation>Das SQL ist zu tief verschachtelt.</translation>
        </message>
        <message>
            <source>Take it apart.</source>
            <translation>Es in kleinere Teile zerlegen.</translation>
        </message>
        <message>
            <source>There is no free port on this machine: %1.</source>
            <translation>Auf diesem Rechner ist kein Port frei: %1.</translation>
        </message>
        <message>
            <source>The key of the ssh host %1 is not the one on record.</source>
            <translation>Der Schlüssel des ssh-Hosts %1 ist nicht der verzeichnete.</translation>
        </message>
        <message>
            <source>Somebody may be between you and it, or it was set up anew. Ask its administrator; then remove the old key with "ssh-keygen -R" and log in once with "%1".</source>
            <translation>Vielleicht hat sich jemand dazwischengeschaltet, oder der Host wurde neu aufgesetzt. Seinen Administrator fragen; dann den alten Schlüssel mit "ssh-keygen -R" entfernen und sich einmal mit "%1" anmelden.</translation>
        </message>
        <message>
            <source>The ssh host %1 is not known yet.</source>
            <translation>Der ssh-Host %1 ist noch nicht bekannt.</translation>
        </message>
        <message>
            <source>Log in once in a terminal with "%1" and compare the fingerprint that it shows; ssh then knows the host.</source>
            <translation>Sich einmal in einem Terminal mit "%1" anmelden und den angezeigten Fingerabdruck vergleichen; danach kennt ssh den Host.</translation>
        </message>
        <message>
            <source>The ssh host %1 did not let us in.</source>
            <translation>Der ssh-Host %1 hat die Anmeldung nicht zugelassen.</translation>
        </message>
        <message>
            <source>ssh is run without asking for anything: load the key into the agent (ssh-add), or name it with IdentityFile in ~/.ssh/config, and check the user. "%1" has to work without a question.</source>
            <translation>ssh wird ohne Rückfragen ausgeführt: den Schlüssel in den Agenten laden (ssh-add) oder mit IdentityFile in ~/.ssh/config nennen und den Benutzer prüfen. "%1" muss ohne Rückfrage funktionieren.</translation>
        </message>
        <message>
            <source>ssh finds no host named %1.</source>
            <translation>ssh findet keinen Host namens %1.</translation>
        </message>
        <message>
            <source>Check ssh_host, ~/.ssh/config, the network and the VPN.</source>
            <translation>ssh_host, ~/.ssh/config, Netz und VPN prüfen.</translation>
        </message>
        <message>
            <source>The ssh host %1 does not answer.</source>
            <translation>Der ssh-Host %1 antwortet nicht.</translation>
        </message>
        <message>
            <source>Check host and port, the network, the VPN, and that a firewall or security group lets you through.</source>
            <translation>Host und Port, Netz, VPN und Durchlass durch Firewall oder Sicherheitsgruppe prüfen.</translation>
        </message>
        <message>
            <source>ssh cannot open the local end of the tunnel through %1.</source>
            <translation>ssh kann das lokale Ende des Tunnels über %1 nicht öffnen.</translation>
        </message>
        <message>
            <source>A LocalForward of ~/.ssh/config for this host may be in use by another ssh already. Give Arborist an alias without one.</source>
            <translation>Vielleicht ist ein LocalForward für diesen Host in ~/.ssh/config schon von einem anderen ssh belegt. Für Arborist einen Alias ohne LocalForward verwenden.</translation>
        </message>
        <message>
            <source>ssh cannot read its configuration.</source>
            <translation>ssh kann seine Konfiguration nicht lesen.</translation>
        </message>
        <message>
            <source>Correct the file that it names.</source>
            <translation>Die genannte Datei berichtigen.</translation>
        </message>
        <message>
            <source>The ssh tunnel through %1 did not come about.</source>
            <translation>Der ssh-Tunnel über %1 kam nicht zustande.</translation>
        </message>
        <message>
            <source>Try "%1" in a terminal.</source>
            <translation>"%1" in einem Terminal versuchen.</translation>
        </message>
        <message>
            <source>The ssh host %1 did not let us through within %2 s.</source>
            <translation>Der ssh-Host %1 hat die Verbindung nicht innerhalb von %2 s durchgelassen.</translation>
        </message>
        <message>
            <source>Check the network, the VPN, and that "%1" works in a terminal.</source>
            <translation>Netz und VPN prüfen, und ob "%1" in einem Terminal funktioniert.</translation>
        </message>
        <message>
            <source>The ssh host %1 cannot reach the database at %2: %3.</source>
            <translation>Der ssh-Host %1 kann die Datenbank auf %2 nicht erreichen: %3.</translation>
        </message>
        <message>
            <source>Host and port in the stage's url are those that %1 uses. Check them, that the server runs, and that it may be reached from there.</source>
            <translation>Host und Port in der URL der Stage sind die, die %1 verwendet. Prüfen, ob sie stimmen, der Server läuft und von dort erreichbar ist.</translation>
        </message>
        <message>
            <source>The ssh host %1 does not forward connections to %2.</source>
            <translation>Der ssh-Host %1 leitet keine Verbindungen an %2 weiter.</translation>
        </message>
        <message>
            <source>Its administrator has to allow it: AllowTcpForwarding and PermitOpen in its sshd_config (AllowStreamLocalForwarding for a socket), or the options of your key.</source>
            <translation>Sein Administrator muss es erlauben: mit AllowTcpForwarding und PermitOpen in der sshd_config (AllowStreamLocalForwarding für einen Socket) oder mit den Optionen des eigenen Schlüssels.</translation>
        </message>
        <message>
            <source>The ssh tunnel through %1 broke.</source>
            <translation>Der ssh-Tunnel über %1 ist abgerissen.</translation>
        </message>
        <message>
            <source>The network failed, or the ssh host was restarted or ended the session. What was not committed is rolled back; run it again: the tunnel is opened anew.</source>
            <translation>Das Netz ist ausgefallen, oder der ssh-Host wurde neu gestartet oder hat die Sitzung beendet. Nicht Festgeschriebenes ist zurückgerollt; erneut ausführen: der Tunnel wird neu geöffnet.</translation>
        </message>
        <message>
            <source>"%1" is not a host that ssh could connect to.</source>
            <translation>"%1" ist kein Host, mit dem ssh sich verbinden könnte.</translation>
        </message>
        <message>
            <source>Write an alias of ~/.ssh/config, or user@host:port.</source>
            <translation>Einen Alias aus ~/.ssh/config oder user@host:port schreiben.</translation>
        </message>
        <message>
            <source>The program ssh is not installed.</source>
            <translation>Das Programm ssh ist nicht installiert.</translation>
        </message>
        <message>
            <source>Install it (Debian: apt install openssh-client).</source>
            <translation>Installieren (Debian: apt install openssh-client).</translation>
        </message>
        <message>
            <source>ssh cannot forward to the socket in %1.</source>
            <translation>ssh kann nicht an den Socket in %1 weiterleiten.</translation>
        </message>
        <message>
            <source>Connecting…</source>
            <translation>Verbindung wird aufgebaut…</translation>
        </message>
        <message>
            <source>Reconnecting…</source>
            <translation>Verbindung wird neu aufgebaut…</translation>
        </message>
        <message>
            <source>Connected again</source>
            <translation>Wieder verbunden</translation>
        </message>
        <message>
            <source>Not answering since %1</source>
            <translation>Ohne Antwort seit %1</translation>
        </message>
        <message>
            <source>Not answering since %1, next try in %2 s</source>
            <translation>Ohne Antwort seit %1, nächster Versuch in %2 s</translation>
        </message>
        <message>
            <source>Next try in %1 s</source>
            <translation>Nächster Versuch in %1 s</translation>
        </message>
        <message>
            <source>Plan: %1</source>
            <translation>Plan: %1</translation>
        </message>
        <message>
            <source>Changes files of the project; no database is touched. The tab SQL shows the lines that change, without passwords.</source>
            <translation>Ändert Dateien des Projekts; keine Datenbank wird berührt. Der Reiter SQL zeigt die Zeilen, die sich ändern, ohne Passwörter.</translation>
        </message>
        <message>
            <source>Add stage %1</source>
            <translation>Stage %1 hinzufügen</translation>
        </message>
        <message>
            <source>Edit stage %1</source>
            <translation>Stage %1 bearbeiten</translation>
        </message>
        <message>
            <source>Add stage</source>
            <translation>Stage hinzufügen</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Speichern</translation>
        </message>
        <message>
            <source>Remove stage %1</source>
            <translation>Stage %1 entfernen</translation>
        </message>
        <message>
            <source>Remove stage</source>
            <translation>Stage entfernen</translation>
        </message>
        <message>
            <source>Write %1 to .env as target</source>
            <translation>%1 als Ziel in .env schreiben</translation>
        </message>
        <message>
            <source>Write %1 to .env as source</source>
            <translation>%1 als Quelle in .env schreiben</translation>
        </message>
        <message>
            <source>There is no stage %1 any more.</source>
            <translation>Es gibt keine Stage %1 mehr.</translation>
        </message>
        <message>
            <source>Whatever reads this variable, the project's own programs too, works on the database of %1 then.</source>
            <translation>Was diese Variable liest, auch die eigenen Programme des Projekts, arbeitet dann mit der Datenbank von %1.</translation>
        </message>
        <message>
            <source>Resets and copies read from the database of %1 then.</source>
            <translation>Zurücksetzungen und Kopien lesen dann aus der Datenbank von %1.</translation>
        </message>
        <message>
            <source>Write to .env</source>
            <translation>In .env schreiben</translation>
        </message>
        <message>
            <source>%1 at %2, PostgreSQL %3</source>
            <translation>%1 auf %2, PostgreSQL %3</translation>
        </message>
        <message>
            <source>a socket</source>
            <translation>einem Socket</translation>
        </message>
        <message>
            <source>Fingerprint %1. %2</source>
            <translation>Fingerabdruck %1. %2</translation>
        </message>
        <message>
            <source>%1 reachable</source>
            <translation>%1 erreichbar</translation>
        </message>
        <message>
            <source>%1 without answer</source>
            <translation>%1 ohne Antwort</translation>
        </message>
        <message>
            <source>%1 without address</source>
            <translation>%1 ohne Adresse</translation>
        </message>
        <message>
            <source>1 leads to another database</source>
            <translation>1 führt zu einer anderen Datenbank</translation>
        </message>
        <message>
            <source>%1 lead to another database</source>
            <translation>%1 führen zu einer anderen Datenbank</translation>
        </message>
        <message>
            <source>%1 to look at</source>
            <translation>%1 anzusehen</translation>
        </message>
        <message>
            <source>%1 being checked</source>
            <translation>%1 in Prüfung</translation>
        </message>
        <message>
            <source>No stages</source>
            <translation>Keine Stages</translation>
        </message>
        <message>
            <source>1 stage: %1</source>
            <translation>1 Stage: %1</translation>
        </message>
        <message>
            <source>%1 stages: %2</source>
            <translation>%1 Stages: %2</translation>
        </message>
        <message>
            <source>%1, checked %2</source>
            <translation>%1, geprüft %2</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>Fehlgeschlagen</translation>
        </message>
        <message>
            <source>Its changes are in the database.</source>
            <translation>Ihre Änderungen sind in der Datenbank.</translation>
        </message>
        <message>
            <source>The file was changed after it was applied.</source>
            <translation>Die Datei wurde nach dem Anwenden geändert.</translation>
        </message>
        <message>
            <source>It is recorded under another time than its own.</source>
            <translation>Sie ist unter einer anderen Zeit als ihrer eigenen vermerkt.</translation>
        </message>
        <message>
            <source>The next run applies it.</source>
            <translation>Der nächste Lauf wendet sie an.</translation>
        </message>
        <message>
            <source>Not applied, and its tool never will: a later one is.</source>
            <translation>Nicht angewendet, und ihr Werkzeug wird es nie tun: eine spätere ist es.</translation>
        </message>
        <message>
            <source>Not applied, though a later one is; the next run applies it.</source>
            <translation>Nicht angewendet, obwohl eine spätere es ist; der nächste Lauf wendet sie an.</translation>
        </message>
        <message>
            <source>It was begun and not ended.</source>
            <translation>Sie wurde begonnen und nicht beendet.</translation>
        </message>
        <message>
            <source>It is listed or applied, and its file is not there.</source>
            <translation>Sie ist aufgeführt oder angewendet, und ihre Datei ist nicht da.</translation>
        </message>
        <message>
            <source>The index %1 is invalid: queries do not use it.</source>
            <translation>Der Index %1 ist ungültig: Abfragen verwenden ihn nicht.</translation>
        </message>
        <message>
            <source>Build it anew: REINDEX INDEX CONCURRENTLY %1; a unique one that failed on duplicates only once they are gone. Where a migration left it, migrate again does that.</source>
            <translation>Ihn neu aufbauen: REINDEX INDEX CONCURRENTLY %1; einen eindeutigen, der an Duplikaten gescheitert ist, erst, wenn sie weg sind. Wo eine Migration ihn hinterlassen hat, erledigt das ein erneutes migrate.</translation>
        </message>
        <message>
            <source>The constraint %1 is not validated: old rows may break it.</source>
            <translation>Der Constraint %1 ist nicht validiert: alte Zeilen können ihn verletzen.</translation>
        </message>
        <message>
            <source>ALTER TABLE ... VALIDATE CONSTRAINT checks them.</source>
            <translation>ALTER TABLE ... VALIDATE CONSTRAINT prüft sie.</translation>
        </message>
        <message>
            <source>The sequence %1 has used up 90 % of its numbers.</source>
            <translation>Die Sequenz %1 hat 90 % ihrer Nummern verbraucht.</translation>
        </message>
        <message>
            <source>Give it and its column a larger type.</source>
            <translation>Ihr und ihrer Spalte einen größeren Typ geben.</translation>
        </message>
        <message>
            <source>%1 of %2 connections are in use.</source>
            <translation>%1 von %2 Verbindungen sind in Verwendung.</translation>
        </message>
        <message>
            <source>End idle sessions, or use a connection pooler.</source>
            <translation>Untätige Sitzungen beenden oder einen Verbindungspooler verwenden.</translation>
        </message>
        <message>
            <source>The oldest row is %1 transactions old; at 2 billion the database stops.</source>
            <translation>Die älteste Zeile ist %1 Transaktionen alt; bei 2 Milliarden hält die Datenbank an.</translation>
        </message>
        <message>
            <source>Run VACUUM FREEZE, and look for sessions and replication slots that hold it back.</source>
            <translation>VACUUM FREEZE ausführen und nach Sitzungen und Replikationsslots suchen, die es zurückhalten.</translation>
        </message>
        <message>
            <source>1 edited after it was applied</source>
            <translation>1 nach dem Anwenden bearbeitet</translation>
        </message>
        <message>
            <source>%1 edited after they were applied</source>
            <translation>%1 nach dem Anwenden bearbeitet</translation>
        </message>
        <message>
            <source>%1 recorded under another time</source>
            <translation>%1 unter anderer Zeit vermerkt</translation>
        </message>
        <message>
            <source>%1 skipped</source>
            <translation>%1 übersprungen</translation>
        </message>
        <message>
            <source>%1 out of order</source>
            <translation>%1 außer der Reihe</translation>
        </message>
        <message>
            <source>%1 without a file</source>
            <translation>%1 ohne Datei</translation>
        </message>
        <message>
            <source>%1 does not answer</source>
            <translation>%1 antwortet nicht</translation>
        </message>
        <message>
            <source>%1 has no address</source>
            <translation>%1 hat keine Adresse</translation>
        </message>
        <message>
            <source>Reading %1…</source>
            <translation>%1 wird gelesen…</translation>
        </message>
        <message>
            <source>%1 pending on %2</source>
            <translation>%1 ausstehend auf %2</translation>
        </message>
        <message>
            <source>Nothing pending on %1</source>
            <translation>Auf %1 steht nichts aus</translation>
        </message>
        <message>
            <source>The folder has to be mended</source>
            <translation>Der Ordner muss berichtigt werden</translation>
        </message>
        <message>
            <source>%1, %2, %3</source>
            <translation>%1, %2, %3</translation>
        </message>
        <message>
            <source>The table could not be written: %1.</source>
            <translation>Die Tabelle konnte nicht geschrieben werden: %1.</translation>
        </message>
        <message>
            <source>Choose a place with enough room, and try again.</source>
            <translation>Einen Ort mit genug Platz wählen und erneut versuchen.</translation>
        </message>
        <message>
            <source>Q%1</source>
            <translation>Q%1</translation>
        </message>
        <message>
            <source>this is not TOML: %1.</source>
            <translation>dies ist kein TOML: %1.</translation>
        </message>
        <message>
            <source>Look at the line for a missing quote, bracket or equals sign.</source>
            <translation>In der Zeile nach einem fehlenden Anführungszeichen, einer Klammer oder einem Gleichheitszeichen suchen.</translation>
        </message>
        <message>
            <source>Look at the database of %1</source>
            <translation>Datenbank von %1 ansehen</translation>
        </message>
        <message>
            <source>Trust the database of %1</source>
            <translation>Der Datenbank von %1 vertrauen</translation>
        </message>
        <message>
            <source>Trust database</source>
            <translation>Datenbank vertrauen</translation>
        </message>
        <message>
            <source>Trust this database as that of %1</source>
            <translation>Dieser Datenbank als der von %1 vertrauen</translation>
        </message>
        <message>
            <source>From now on, %1 is held to be the database of %2. Nothing in it is changed.</source>
            <translation>Von nun an gilt %1 als die Datenbank von %2. In ihr wird nichts geändert.</translation>
        </message>
        <message>
            <source>The history knows no run %1.</source>
            <translation>Der Verlauf kennt keinen Lauf %1.</translation>
        </message>
        <message>
            <source>Writes the project's files as they were before “%1”. No database is touched.</source>
            <translation>Schreibt die Dateien des Projekts im Stand vor „%1“. Keine Datenbank wird berührt.</translation>
        </message>
        <message>
            <source>Restore the files</source>
            <translation>Dateien wiederherstellen</translation>
        </message>
        <message>
            <source>Takes back the migration that it applied, by its down script; it becomes pending again.</source>
            <translation>Nimmt die Migration zurück, die er angewendet hat, mit ihrem Down-Skript; sie steht danach wieder aus.</translation>
        </message>
        <message>
            <source>Takes back the %1 that it applied, the newest first, by their down scripts; each becomes pending again.</source>
            <translation>Nimmt zurück, was er angewendet hat (%1), die neuesten zuerst, mit ihren Down-Skripten; jede steht danach wieder aus.</translation>
        </message>
        <message>
            <source>Puts the database back that was put aside by “%1”. The one in use now is kept in turn.</source>
            <translation>Setzt die Datenbank wieder ein, die „%1“ beiseitegelegt hat. Die jetzt verwendete wird ihrerseits aufbewahrt.</translation>
        </message>
        <message>
            <source>Swap the databases</source>
            <translation>Datenbanken tauschen</translation>
        </message>
        <message>
            <source>Puts the backup that was made before “%1” in the place of all that the database holds now, of which a backup is made first.</source>
            <translation>Setzt die Sicherung, die vor „%1“ erstellt wurde, an die Stelle von allem, was die Datenbank jetzt enthält; davon wird zuvor eine Sicherung erstellt.</translation>
        </message>
        <message>
            <source>Restore the backup</source>
            <translation>Sicherung wiederherstellen</translation>
        </message>
        <message>
            <source>Puts back %1 that the tables held before it. What they hold now is replaced, and kept in turn.</source>
            <translation>Stellt %1 wieder her, die die Tabellen davor enthielten. Was sie jetzt enthalten, wird ersetzt und seinerseits aufbewahrt.</translation>
        </message>
        <message>
            <source>Restores %1 as they were before “%2”. Rows that were changed since then are left as they are.</source>
            <translation>Stellt %1 im Stand vor „%2“ wieder her. Seither geänderte Zeilen bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>Plan to undo run %1</source>
            <translation>Rücknahme von Lauf %1 planen</translation>
        </message>
        <message>
            <source>Undo run %1</source>
            <translation>Lauf %1 rückgängig machen</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig machen</translation>
        </message>
        <message>
            <source>The picture is too large: %1 × %2 pixels.</source>
            <translation>Das Bild ist zu groß: %1 × %2 Pixel.</translation>
        </message>
        <message>
            <source>Export it as SVG, or make the view smaller.</source>
            <translation>Als SVG exportieren oder die Ansicht verkleinern.</translation>
        </message>
        <message>
            <source>The picture could not be written: %1.</source>
            <translation>Das Bild konnte nicht geschrieben werden: %1.</translation>
        </message>
        <message>
            <source>Choose a place with enough room.</source>
            <translation>Einen Ort mit genug Platz wählen.</translation>
        </message>
        <message>
            <source>%1 could not be written: %2.</source>
            <translation>%1 konnte nicht geschrieben werden: %2.</translation>
        </message>
        <message>
            <source>Choose another folder.</source>
            <translation>Einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <source>PNG picture</source>
            <translation>PNG-Bild</translation>
        </message>
        <message>
            <source>SVG drawing</source>
            <translation>SVG-Zeichnung</translation>
        </message>
        <message>
            <source>Comma separated values</source>
            <translation>Kommagetrennte Werte</translation>
        </message>
        <message>
            <source>No descriptor is left: %1</source>
            <translation>Kein Deskriptor ist mehr frei: %1</translation>
        </message>
        <message>
            <source>Raise the limit of open files.</source>
            <translation>Die Grenze offener Dateien erhöhen.</translation>
        </message>
        <message>
            <source>Run as a change</source>
            <translation>Als Änderung ausführen</translation>
        </message>
        <message>
            <source>Run a statement that writes</source>
            <translation>Eine Anweisung ausführen, die schreibt</translation>
        </message>
        <message>
            <source>Run %1 statements that write</source>
            <translation>%1 Anweisungen ausführen, die schreiben</translation>
        </message>
        <message>
            <source>All in one transaction. </source>
            <translation>Alle in einer Transaktion. </translation>
        </message>
        <message>
            <source>The server expects ≈ 1 row to be touched. </source>
            <translation>Der Server erwartet ≈ 1 betroffene Zeile. </translation>
        </message>
        <message>
            <source>The server expects ≈ %1 rows to be touched. </source>
            <translation>Der Server erwartet ≈ %1 betroffene Zeilen. </translation>
        </message>
        <message>
            <source>Every row that changes is kept as it was, for undo.</source>
            <translation>Jede Zeile, die sich ändert, wird für die Rücknahme im alten Stand aufbewahrt.</translation>
        </message>
        <message>
            <source>Run statement</source>
            <translation>Anweisung ausführen</translation>
        </message>
        <message>
            <source>Run %1 statements</source>
            <translation>%1 Anweisungen ausführen</translation>
        </message>
        <message>
            <source>Plan the change</source>
            <translation>Änderung planen</translation>
        </message>
        <message>
            <source>Run SQL as a change</source>
            <translation>SQL als Änderung ausführen</translation>
        </message>
        <message>
            <source>Repair by recipe</source>
            <translation>Nach Rezept reparieren</translation>
        </message>
        <message>
            <source>The check finds %1.</source>
            <translation>Die Prüfung findet %1.</translation>
        </message>
        <message>
            <source>Repair %1</source>
            <translation>%1 reparieren</translation>
        </message>
        <message>
            <source>Rows that need the repair</source>
            <translation>Zeilen, die die Reparatur brauchen</translation>
        </message>
        <message>
            <source>Plan the repair %1</source>
            <translation>Reparatur %1 planen</translation>
        </message>
        <message>
            <source>Repair: %1</source>
            <translation>Reparieren: %1</translation>
        </message>
        <message>
            <source>Found</source>
            <translation>Vorgefunden</translation>
        </message>
        <message>
            <source>Children</source>
            <translation>Kinder</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>Erledigt</translation>
        </message>
        <message>
            <source>Estimate</source>
            <translation>Schätzung</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>Start</translation>
        </message>
        <message>
            <source>End</source>
            <translation>Ende</translation>
        </message>
        <message>
            <source>Position</source>
            <translation>Position</translation>
        </message>
        <message>
            <source>Changed</source>
            <translation>Geändert</translation>
        </message>
        <message>
            <source>, inherited</source>
            <translation>, geerbt</translation>
        </message>
        <message>
            <source>, origin</source>
            <translation>, Ursprung</translation>
        </message>
        <message>
            <source>, changed a moment ago</source>
            <translation>, soeben geändert</translation>
        </message>
        <message>
            <source>%1: stored %2, expected %3%4</source>
            <translation>%1: gespeichert %2, erwartet %3%4</translation>
        </message>
        <message>
            <source>%1%2. %3</source>
            <translation>%1%2. %3</translation>
        </message>
        <message>
            <source>The run %1 has been removed from the history.</source>
            <translation>Der Lauf %1 wurde aus dem Verlauf entfernt.</translation>
        </message>
        <message>
            <source>Row %1 was written by a newer version.</source>
            <translation>Zeile %1 wurde von einer neueren Version geschrieben.</translation>
        </message>
        <message>
            <source>The run %1 has been changed in the history.</source>
            <translation>Der Lauf %1 wurde im Verlauf geändert.</translation>
        </message>
        <message>
            <source>Row %1 has been removed: row %2 comes in its place.</source>
            <translation>Zeile %1 wurde entfernt: an ihrer Stelle steht Zeile %2.</translation>
        </message>
        <message>
            <source>Row %1 has been changed or put in: its hash does not follow from it and the row before.</source>
            <translation>Zeile %1 wurde geändert oder eingefügt: ihr Hash folgt nicht aus ihr und der Zeile davor.</translation>
        </message>
        <message>
            <source>The mark of where the audit ends is missing.</source>
            <translation>Die Marke für das Ende des Audits fehlt.</translation>
        </message>
        <message>
            <source>The audit ends with row %1; the last one written was %2.</source>
            <translation>Das Audit endet mit Zeile %1; zuletzt geschrieben wurde %2.</translation>
        </message>
        <message>
            <source>The audit goes on after row %1, the last one written.</source>
            <translation>Das Audit geht nach Zeile %1, der zuletzt geschriebenen, weiter.</translation>
        </message>
        <message>
            <source>The run %1 of the history is not in the audit.</source>
            <translation>Der Lauf %1 des Verlaufs steht nicht im Audit.</translation>
        </message>
        <message>
            <source>Choose another folder, or make room on the disk.</source>
            <translation>Einen anderen Ordner wählen oder Platz auf dem Datenträger schaffen.</translation>
        </message>
        <message>
            <source>Exporting the audit</source>
            <translation>Audit wird exportiert</translation>
        </message>
        <message>
            <source>“%1” is not a date.</source>
            <translation>„%1“ ist kein Datum.</translation>
        </message>
        <message>
            <source>Write 2026-11-21, or 2026-11-21T06:45:12Z.</source>
            <translation>2026-11-21 oder 2026-11-21T06:45:12Z schreiben.</translation>
        </message>
        <message>
            <source>Find run</source>
            <translation>Lauf suchen</translation>
        </message>
        <message>
            <source>Find job</source>
            <translation>Auftrag suchen</translation>
        </message>
        <message>
            <source>Runs of this workspace</source>
            <translation>Läufe dieses Arbeitsbereichs</translation>
        </message>
        <message>
            <source>Jobs of this session</source>
            <translation>Aufträge dieser Sitzung</translation>
        </message>
        <message>
            <source>No jobs yet</source>
            <translation>Noch keine Aufträge</translation>
        </message>
        <message>
            <source>1 job</source>
            <translation>1 Auftrag</translation>
        </message>
        <message>
            <source>%1 jobs</source>
            <translation>%1 Aufträge</translation>
        </message>
        <message>
            <source>%1 running</source>
            <translation>%1 laufen</translation>
        </message>
        <message>
            <source>No runs yet</source>
            <translation>Noch keine Läufe</translation>
        </message>
        <message>
            <source>1 run</source>
            <translation>1 Lauf</translation>
        </message>
        <message>
            <source>%1 runs</source>
            <translation>%1 Läufe</translation>
        </message>
        <message>
            <source>%1 can be undone</source>
            <translation>rückgängig zu machen: %1</translation>
        </message>
        <message>
            <source>%1 cut off</source>
            <translation>%1 unterbrochen</translation>
        </message>
        <message>
            <source>The workspace has no stage %1 any more.</source>
            <translation>Der Arbeitsbereich hat keine Stage %1 mehr.</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Export runs</source>
            <translation>Läufe exportieren</translation>
        </message>
        <message>
            <source>Comma separated values (*.csv)</source>
            <translation>Kommagetrennte Werte (*.csv)</translation>
        </message>
        <message>
            <source>JSON with plans and reports (*.json)</source>
            <translation>JSON mit Plänen und Berichten (*.json)</translation>
        </message>
        <message>
            <source>Export audit</source>
            <translation>Audit exportieren</translation>
        </message>
        <message>
            <source>Lines of JSON (*.jsonl)</source>
            <translation>JSON-Zeilen (*.jsonl)</translation>
        </message>
        <message>
            <source>Activity</source>
            <translation>Aktivität</translation>
        </message>
        <message>
            <source>Undo…</source>
            <translation>Rückgängig machen…</translation>
        </message>
        <message>
            <source>Write the selected runs, or all, as CSV or JSON</source>
            <translation>Die ausgewählten Läufe oder alle als CSV oder JSON schreiben</translation>
        </message>
        <message>
            <source>Export audit…</source>
            <translation>Audit exportieren…</translation>
        </message>
        <message>
            <source>Write the record of all runs on this machine, with its chain of hashes, as JSON lines</source>
            <translation>Die Aufzeichnung aller Läufe auf diesem Rechner mit ihrer Hash-Kette als JSON-Zeilen schreiben</translation>
        </message>
        <message>
            <source>Cancel job</source>
            <translation>Auftrag abbrechen</translation>
        </message>
        <message>
            <source>All stages</source>
            <translation>Alle Stages</translation>
        </message>
        <message>
            <source>All states</source>
            <translation>Alle Zustände</translation>
        </message>
        <message>
            <source>Find run or job</source>
            <translation>Lauf oder Auftrag suchen</translation>
        </message>
        <message>
            <source>Jobs</source>
            <translation>Aufträge</translation>
        </message>
        <message>
            <source>Everything that takes time is a job: scans, opening a workspace. They are listed here until the window is closed.</source>
            <translation>Alles, was Zeit braucht, ist ein Auftrag: Scans, das Öffnen eines Arbeitsbereichs. Sie stehen hier, bis das Fenster geschlossen wird.</translation>
        </message>
        <message>
            <source>Past runs</source>
            <translation>Frühere Läufe</translation>
        </message>
        <message>
            <source>Nothing to restore: the run has written nothing that is left.</source>
            <translation>Nichts wiederherzustellen: vom Lauf ist nichts Geschriebenes übrig.</translation>
        </message>
        <message>
            <source>Menu</source>
            <translation>Menü</translation>
        </message>
        <message>
            <source>Open folder…</source>
            <translation>Ordner öffnen…</translation>
        </message>
        <message>
            <source>Open address…</source>
            <translation>Adresse öffnen…</translation>
        </message>
        <message>
            <source>Open recent</source>
            <translation>Zuletzt geöffnet</translation>
        </message>
        <message>
            <source>Open the demo</source>
            <translation>Demo öffnen</translation>
        </message>
        <message>
            <source>About Arborist</source>
            <translation>Über Arborist</translation>
        </message>
        <message>
            <source>Appearance</source>
            <translation>Erscheinungsbild</translation>
        </message>
        <message>
            <source>As the desktop</source>
            <translation>Wie der Desktop</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <source>Into %1, with a manifest of checksums and rows. It is verified once it is written, and kept until somebody deletes it.</source>
            <translation>In %1, mit einem Manifest der Prüfsummen und Zeilen. Sie wird nach dem Schreiben geprüft und aufbewahrt, bis jemand sie löscht.</translation>
        </message>
        <message>
            <source>Form</source>
            <translation>Form</translation>
        </message>
        <message>
            <source>Custom: one file for pg_restore</source>
            <translation>Custom: eine Datei für pg_restore</translation>
        </message>
        <message>
            <source>Directory: a file a table, by several jobs</source>
            <translation>Verzeichnis: eine Datei je Tabelle, durch mehrere Jobs</translation>
        </message>
        <message>
            <source>Plain: SQL that psql reads, gzipped</source>
            <translation>Reines SQL: für psql, mit gzip gepackt</translation>
        </message>
        <message>
            <source>Compression</source>
            <translation>Komprimierung</translation>
        </message>
        <message>
            <source>The best that pg_dump can</source>
            <translation>Die beste, die pg_dump kann</translation>
        </message>
        <message>
            <source>zstd</source>
            <translation>zstd</translation>
        </message>
        <message>
            <source>gzip</source>
            <translation>gzip</translation>
        </message>
        <message>
            <source>Each job reads a table at a time, over a connection of its own.</source>
            <translation>Jeder Job liest jeweils eine Tabelle, über eine eigene Verbindung.</translation>
        </message>
        <message>
            <source>Can be read by anything, but is restored by one job only.</source>
            <translation>Kann von allem gelesen werden, wird aber nur von einem einzigen Job wiederhergestellt.</translation>
        </message>
        <message>
            <source>Can be restored by several jobs.</source>
            <translation>Kann von mehreren Jobs wiederhergestellt werden.</translation>
        </message>
        <message>
            <source>not by Arborist</source>
            <translation>nicht von Arborist</translation>
        </message>
        <message>
            <source>Sizes are drawn from the first backup on.</source>
            <translation>Größen werden ab der ersten Sicherung gezeichnet.</translation>
        </message>
        <message>
            <source>Bytes</source>
            <translation>Bytes</translation>
        </message>
        <message>
            <source>Verified</source>
            <translation>Geprüft</translation>
        </message>
        <message>
            <source>Kept</source>
            <translation>Aufbewahrt</translation>
        </message>
        <message>
            <source>The file was changed on %1</source>
            <translation>Die Datei wurde am %1 geändert</translation>
        </message>
        <message>
            <source>Compared</source>
            <translation>Verglichen</translation>
        </message>
        <message>
            <source>Table</source>
            <translation>Tabelle</translation>
        </message>
        <message>
            <source>Now</source>
            <translation>Jetzt</translation>
        </message>
        <message>
            <source>Manifest</source>
            <translation>Manifest</translation>
        </message>
        <message>
            <source>Tables compared</source>
            <translation>Verglichene Tabellen</translation>
        </message>
        <message>
            <source>What it is</source>
            <translation>Was es ist</translation>
        </message>
        <message>
            <source>Extensions</source>
            <translation>Erweiterungen</translation>
        </message>
        <message>
            <source>Restore…</source>
            <translation>Wiederherstellen…</translation>
        </message>
        <message>
            <source>Compare with now</source>
            <translation>Mit dem jetzigen Stand vergleichen</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Counting rows…</source>
            <translation>Zeilen werden gezählt…</translation>
        </message>
        <message>
            <source>Select a backup to see what it holds, and to compare it with the stage now.</source>
            <translation>Eine Sicherung auswählen, um zu sehen, was sie enthält, und um sie mit der Stage jetzt zu vergleichen.</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>Dateien</translation>
        </message>
        <message>
            <source>Verified on</source>
            <translation>Geprüft am</translation>
        </message>
        <message>
            <source>pg_dump</source>
            <translation>pg_dump</translation>
        </message>
        <message>
            <source>Encoding</source>
            <translation>Kodierung</translation>
        </message>
        <message>
            <source>Collation</source>
            <translation>Sortierfolge</translation>
        </message>
        <message>
            <source>Schema</source>
            <translation>Schema</translation>
        </message>
        <message>
            <source>Sequences</source>
            <translation>Sequenzen</translation>
        </message>
        <message>
            <source>Large objects</source>
            <translation>Large Objects</translation>
        </message>
        <message>
            <source>It has no manifest: nobody has told what is in it. “Restore…” looks through it before anything is changed.</source>
            <translation>Sie hat kein Manifest: niemand hat angegeben, was darin ist. „Wiederherstellen…“ sieht sie durch, bevor etwas geändert wird.</translation>
        </message>
        <message>
            <source>%1, %2 rows</source>
            <translation>%1, %2 Zeilen</translation>
        </message>
        <message>
            <source>Same rows: %1</source>
            <translation>Gleiche Zeilen: %1</translation>
        </message>
        <message>
            <source>More rows now: %1</source>
            <translation>Jetzt mehr Zeilen: %1</translation>
        </message>
        <message>
            <source>Fewer rows now: %1</source>
            <translation>Jetzt weniger Zeilen: %1</translation>
        </message>
        <message>
            <source>Only in the backup: %1</source>
            <translation>Nur in der Sicherung: %1</translation>
        </message>
        <message>
            <source>Only on %1: %2</source>
            <translation>Nur auf %1: %2</translation>
        </message>
        <message>
            <source>Neither holds a table</source>
            <translation>Keine von beiden enthält eine Tabelle</translation>
        </message>
        <message>
            <source>The schema is the same.</source>
            <translation>Das Schema ist gleich.</translation>
        </message>
        <message>
            <source>The schema differs.</source>
            <translation>Das Schema weicht ab.</translation>
        </message>
        <message>
            <source>backup | %1 now</source>
            <translation>Sicherung | %1 jetzt</translation>
        </message>
        <message>
            <source>Look for backups</source>
            <translation>Sicherungen suchen</translation>
        </message>
        <message>
            <source>Look for databases put aside on %1</source>
            <translation>Auf %1 beiseitegelegte Datenbanken suchen</translation>
        </message>
        <message>
            <source>Compare %1 with %2</source>
            <translation>%1 mit %2 vergleichen</translation>
        </message>
        <message>
            <source>Put aside: %1</source>
            <translation>Beiseitegelegt: %1</translation>
        </message>
        <message>
            <source>%1, read %2</source>
            <translation>%1, gelesen %2</translation>
        </message>
        <message>
            <source>%1 free</source>
            <translation>%1 frei</translation>
        </message>
        <message>
            <source>1 database put aside</source>
            <translation>1 Datenbank beiseitegelegt</translation>
        </message>
        <message>
            <source>%1 databases put aside</source>
            <translation>%1 Datenbanken beiseitegelegt</translation>
        </message>
        <message>
            <source>damaged ones among them</source>
            <translation>darunter beschädigte</translation>
        </message>
        <message>
            <source>The backups cannot be listed</source>
            <translation>Die Sicherungen können nicht aufgelistet werden</translation>
        </message>
        <message>
            <source>No backups of %1 yet</source>
            <translation>Noch keine Sicherungen von %1</translation>
        </message>
        <message>
            <source>They go to %1. Operations that could lose something make one by themselves first; one that you ask for is kept for ever.</source>
            <translation>Sie kommen nach %1. Vorgänge, bei denen etwas verloren gehen könnte, erstellen zuvor selbsttätig eine; eine eigens verlangte wird für immer aufbewahrt.</translation>
        </message>
        <message>
            <source>Back up now…</source>
            <translation>Jetzt sichern…</translation>
        </message>
        <message>
            <source>Of %1</source>
            <translation>Von %1</translation>
        </message>
        <message>
            <source>Of all stages</source>
            <translation>Von allen Stages</translation>
        </message>
        <message>
            <source>Look at %1</source>
            <translation>%1 ansehen</translation>
        </message>
        <message>
            <source>It was not looked at to its end.</source>
            <translation>Sie wurde nicht bis zum Ende geprüft.</translation>
        </message>
        <message>
            <source>Verify %1</source>
            <translation>%1 prüfen</translation>
        </message>
        <message>
            <source>Damage was found</source>
            <translation>Schäden wurden gefunden</translation>
        </message>
        <message>
            <source>%1 is whole</source>
            <translation>%1 ist unversehrt</translation>
        </message>
        <message>
            <source>%1 are whole</source>
            <translation>%1 sind unversehrt</translation>
        </message>
        <message>
            <source>Looked at: %1.</source>
            <translation>Geprüft: %1.</translation>
        </message>
        <message>
            <source>Backed up %1</source>
            <translation>%1 gesichert</translation>
        </message>
        <message>
            <source>Restored %1</source>
            <translation>%1 wiederhergestellt</translation>
        </message>
        <message>
            <source>Restored beside %1</source>
            <translation>Neben %1 wiederhergestellt</translation>
        </message>
        <message>
            <source>Taken back on %1</source>
            <translation>Auf %1 zurückgenommen</translation>
        </message>
        <message>
            <source>Dropped</source>
            <translation>Gelöscht</translation>
        </message>
        <message>
            <source>Deleted</source>
            <translation>Gelöscht</translation>
        </message>
        <message>
            <source>Backups</source>
            <translation>Sicherungen</translation>
        </message>
        <message>
            <source>Refresh</source>
            <translation>Aktualisieren</translation>
        </message>
        <message>
            <source>Look for backups again (F5)</source>
            <translation>Sicherungen erneut suchen (F5)</translation>
        </message>
        <message>
            <source>Dump the target’s database into a file (Ctrl+B)</source>
            <translation>Einen Dump der Datenbank des Ziels in eine Datei schreiben (Ctrl+B)</translation>
        </message>
        <message>
            <source>Put the selected backup in the place of the target’s database, or into a new one</source>
            <translation>Die ausgewählte Sicherung an die Stelle der Datenbank des Ziels setzen oder in eine neue wiederherstellen</translation>
        </message>
        <message>
            <source>Verify</source>
            <translation>Prüfen</translation>
        </message>
        <message>
            <source>Compare checksums and list the contents of the selected ones</source>
            <translation>Prüfsummen der ausgewählten vergleichen und ihren Inhalt auflisten</translation>
        </message>
        <message>
            <source>Rehearse</source>
            <translation>Probelauf</translation>
        </message>
        <message>
            <source>Restore the selected ones into a database that is dropped again, and count their rows</source>
            <translation>Die ausgewählten in eine Datenbank wiederherstellen, die danach gelöscht wird, und ihre Zeilen zählen</translation>
        </message>
        <message>
            <source>Clean up…</source>
            <translation>Bereinigen…</translation>
        </message>
        <message>
            <source>Delete automatic backups that have expired</source>
            <translation>Abgelaufene automatische Sicherungen löschen</translation>
        </message>
        <message>
            <source>Add file…</source>
            <translation>Datei hinzufügen…</translation>
        </message>
        <message>
            <source>Look at a dump from elsewhere, and restore it</source>
            <translation>Einen Dump von anderswo ansehen und wiederherstellen</translation>
        </message>
        <message>
            <source>Which backups</source>
            <translation>Welche Sicherungen</translation>
        </message>
        <message>
            <source>A file without a manifest does not say which stage it is of: it is listed with each.</source>
            <translation>Eine Datei ohne Manifest sagt nicht, von welcher Stage sie ist: sie wird bei jeder aufgeführt.</translation>
        </message>
        <message>
            <source>Find backup</source>
            <translation>Sicherung suchen</translation>
        </message>
        <message>
            <source>Compare with the stage now</source>
            <translation>Mit der Stage jetzt vergleichen</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>Im Ordner anzeigen</translation>
        </message>
        <message>
            <source>Copy path</source>
            <translation>Pfad kopieren</translation>
        </message>
        <message>
            <source>Delete…</source>
            <translation>Löschen…</translation>
        </message>
        <message>
            <source>Sizes</source>
            <translation>Größen</translation>
        </message>
        <message>
            <source>%1 more in the table</source>
            <translation>%1 weitere in der Tabelle</translation>
        </message>
        <message>
            <source>%1, %2 since the last scan</source>
            <translation>%1, %2 seit dem letzten Scan</translation>
        </message>
        <message>
            <source>Origin not known</source>
            <translation>Ursprung nicht bekannt</translation>
        </message>
        <message>
            <source>1 value</source>
            <translation>1 Wert</translation>
        </message>
        <message>
            <source>%1 values</source>
            <translation>%1 Werte</translation>
        </message>
        <message>
            <source>Row</source>
            <translation>Zeile</translation>
        </message>
        <message>
            <source>Inherited</source>
            <translation>Geerbt</translation>
        </message>
        <message>
            <source>ID</source>
            <translation>ID</translation>
        </message>
        <message>
            <source>New</source>
            <translation>Neu</translation>
        </message>
        <message>
            <source>Changes, by where the drift began</source>
            <translation>Änderungen nach dem Ort, an dem die Drift begann</translation>
        </message>
        <message>
            <source>Charts</source>
            <translation>Diagramme</translation>
        </message>
        <message>
            <source>Show as table</source>
            <translation>Als Tabelle anzeigen</translation>
        </message>
        <message>
            <source>Enlarge</source>
            <translation>Vergrößern</translation>
        </message>
        <message>
            <source>Make smaller</source>
            <translation>Verkleinern</translation>
        </message>
        <message>
            <source>%1, as a table</source>
            <translation>%1, als Tabelle</translation>
        </message>
        <message>
            <source>Console</source>
            <translation>Konsole</translation>
        </message>
        <message>
            <source>What a run does is written here while it runs.</source>
            <translation>Was ein Lauf tut, wird hier mitgeschrieben, während er läuft.</translation>
        </message>
        <message>
            <source>Repair again…</source>
            <translation>Erneut reparieren…</translation>
        </message>
        <message>
            <source>1 earlier run was cut off, too.</source>
            <translation>Auch 1 früherer Lauf wurde unterbrochen.</translation>
        </message>
        <message>
            <source>%1 earlier runs were cut off, too.</source>
            <translation>Auch %1 frühere Läufe wurden unterbrochen.</translation>
        </message>
        <message>
            <source>“%1” on %2 was cut off, %3</source>
            <translation>„%1“ auf %2 wurde unterbrochen, %3</translation>
        </message>
        <message>
            <source>, generated</source>
            <translation>, generiert</translation>
        </message>
        <message>
            <source>, identity</source>
            <translation>, Identität</translation>
        </message>
        <message>
            <source>, required</source>
            <translation>, erforderlich</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Wert</translation>
        </message>
        <message>
            <source>What it holds</source>
            <translation>Inhalt</translation>
        </message>
        <message>
            <source>Emptying takes along</source>
            <translation>Leeren nimmt mit</translation>
        </message>
        <message>
            <source>Refers to</source>
            <translation>Verweist auf</translation>
        </message>
        <message>
            <source>Referred to by</source>
            <translation>Verweise von</translation>
        </message>
        <message>
            <source>Triggers</source>
            <translation>Trigger</translation>
        </message>
        <message>
            <source>Row security</source>
            <translation>Zeilensicherheit</translation>
        </message>
        <message>
            <source>Columns</source>
            <translation>Spalten</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>Typ</translation>
        </message>
        <message>
            <source>Indexes</source>
            <translation>Indizes</translation>
        </message>
        <message>
            <source>Index</source>
            <translation>Index</translation>
        </message>
        <message>
            <source>Wipe…</source>
            <translation>Leeren…</translation>
        </message>
        <message>
            <source>Select a table to see its columns and keys, and what emptying it would take along. Select several to export or wipe them together.</source>
            <translation>Eine Tabelle auswählen, um ihre Spalten und Schlüssel zu sehen und was ihr Leeren mitnähme. Mehrere auswählen, um sie zusammen zu exportieren oder zu leeren.</translation>
        </message>
        <message>
            <source>partitioned</source>
            <translation>partitioniert</translation>
        </message>
        <message>
            <source>Rows’ size</source>
            <translation>Größe der Zeilen</translation>
        </message>
        <message>
            <source>Bloat</source>
            <translation>Aufblähung</translation>
        </message>
        <message>
            <source>Dead rows</source>
            <translation>Tote Zeilen</translation>
        </message>
        <message>
            <source>Changes</source>
            <translation>Änderungen</translation>
        </message>
        <message>
            <source>Analyzed</source>
            <translation>Analysiert</translation>
        </message>
        <message>
            <source>Never</source>
            <translation>Nie</translation>
        </message>
        <message>
            <source>Owner</source>
            <translation>Eigentümer</translation>
        </message>
        <message>
            <source>Another role</source>
            <translation>Eine andere Rolle</translation>
        </message>
        <message>
            <source>Partitions</source>
            <translation>Partitionen</translation>
        </message>
        <message>
            <source>Some elsewhere</source>
            <translation>Einige anderswo</translation>
        </message>
        <message>
            <source>Selection</source>
            <translation>Auswahl</translation>
        </message>
        <message>
            <source>%1 by %2</source>
            <translation>%1 durch %2</translation>
        </message>
        <message>
            <source>Nothing: no other table refers to it.</source>
            <translation>Nichts: keine andere Tabelle verweist auf sie.</translation>
        </message>
        <message>
            <source>%1, %2, disabled</source>
            <translation>%1, %2, abgeschaltet</translation>
        </message>
        <message>
            <source>On, also for the role of this connection</source>
            <translation>Aktiv, auch für die Rolle dieser Verbindung</translation>
        </message>
        <message>
            <source>On, not for the role of this connection</source>
            <translation>Aktiv, nicht für die Rolle dieser Verbindung</translation>
        </message>
        <message>
            <source>%1, primary key</source>
            <translation>%1, Primärschlüssel</translation>
        </message>
        <message>
            <source>%1, unique</source>
            <translation>%1, eindeutig</translation>
        </message>
        <message>
            <source>Count rows of %1</source>
            <translation>Zeilen von %1 zählen</translation>
        </message>
        <message>
            <source>Read the tables of %1</source>
            <translation>Tabellen von %1 lesen</translation>
        </message>
        <message>
            <source>Read a table's details</source>
            <translation>Einzelheiten einer Tabelle lesen</translation>
        </message>
        <message>
            <source>All schemas</source>
            <translation>Alle Schemas</translation>
        </message>
        <message>
            <source>Not read again: %1</source>
            <translation>Nicht neu gelesen: %1</translation>
        </message>
        <message>
            <source>No tables on %1</source>
            <translation>Keine Tabellen auf %1</translation>
        </message>
        <message>
            <source>The tables of %1 could not be read</source>
            <translation>Die Tabellen von %1 konnten nicht gelesen werden</translation>
        </message>
        <message>
            <source>No tables on %1 yet</source>
            <translation>Noch keine Tabellen auf %1</translation>
        </message>
        <message>
            <source>%1 holds no tables of an application. Migrations make them; an import fills them once they are there.</source>
            <translation>%1 enthält keine Tabellen einer Anwendung. Migrationen legen sie an; ein Import befüllt sie, sobald sie da sind.</translation>
        </message>
        <message>
            <source>Show migrations</source>
            <translation>Migrationen anzeigen</translation>
        </message>
        <message>
            <source>Look again</source>
            <translation>Erneut suchen</translation>
        </message>
        <message>
            <source>Import…</source>
            <translation>Importieren…</translation>
        </message>
        <message>
            <source>Read the export in %1</source>
            <translation>Export in %1 lesen</translation>
        </message>
        <message>
            <source>Look for the project’s seed</source>
            <translation>Seed des Projekts suchen</translation>
        </message>
        <message>
            <source>Seeding %1</source>
            <translation>%1 wird befüllt</translation>
        </message>
        <message>
            <source>Test account: %1, password %2</source>
            <translation>Testkonto: %1, Passwort %2</translation>
        </message>
        <message>
            <source>Test account: %1, password %2, %3</source>
            <translation>Testkonto: %1, Passwort %2, %3</translation>
        </message>
        <message>
            <source>The command wrote:</source>
            <translation>Der Befehl schrieb:</translation>
        </message>
        <message>
            <source>Exported from %1</source>
            <translation>Aus %1 exportiert</translation>
        </message>
        <message>
            <source>Imported into %1</source>
            <translation>In %1 importiert</translation>
        </message>
        <message>
            <source>Wiped on %1</source>
            <translation>Auf %1 geleert</translation>
        </message>
        <message>
            <source>Filled on %1</source>
            <translation>Auf %1 befüllt</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>Daten</translation>
        </message>
        <message>
            <source>Read the tables again (F5)</source>
            <translation>Die Tabellen neu lesen (F5)</translation>
        </message>
        <message>
            <source>Count rows</source>
            <translation>Zeilen zählen</translation>
        </message>
        <message>
            <source>Count the rows of the selected tables, or of all, in place of the server’s estimates</source>
            <translation>Die Zeilen der ausgewählten oder aller Tabellen zählen, anstelle der Schätzungen des Servers</translation>
        </message>
        <message>
            <source>Write the selected tables, or all, to a folder</source>
            <translation>Die ausgewählten oder alle Tabellen in einen Ordner schreiben</translation>
        </message>
        <message>
            <source>Replace the rows of tables by those of an export</source>
            <translation>Die Zeilen von Tabellen durch die eines Exports ersetzen</translation>
        </message>
        <message>
            <source>Empty tables, with a way back</source>
            <translation>Tabellen leeren, mit Rückweg</translation>
        </message>
        <message>
            <source>Seed…</source>
            <translation>Befüllen…</translation>
        </message>
        <message>
            <source>Fill tables from the project’s seed</source>
            <translation>Tabellen aus dem Seed des Projekts befüllen</translation>
        </message>
        <message>
            <source>Generate…</source>
            <translation>Erzeugen…</translation>
        </message>
        <message>
            <source>Fill tables with made-up rows</source>
            <translation>Tabellen mit erfundenen Zeilen befüllen</translation>
        </message>
        <message>
            <source>Find table</source>
            <translation>Tabelle suchen</translation>
        </message>
        <message>
            <source>rows</source>
            <translation>Zeilen</translation>
        </message>
        <message>
            <source>indexes</source>
            <translation>Indizes</translation>
        </message>
        <message>
            <source>What could be saved by writing the table anew, as far as it has been analyzed</source>
            <translation>Was sich durch Neuschreiben der Tabelle einsparen ließe, soweit sie analysiert wurde</translation>
        </message>
        <message>
            <source>Rows inserted, changed or deleted since the server analyzed the table; it keeps no time of the last change itself</source>
            <translation>Zeilen, die eingefügt, geändert oder gelöscht wurden, seit der Server die Tabelle analysiert hat; die Zeit der letzten Änderung selbst hält er nicht fest</translation>
        </message>
        <message>
            <source>Foreign keys to other tables</source>
            <translation>Fremdschlüssel auf andere Tabellen</translation>
        </message>
        <message>
            <source>Foreign keys of other tables to this one</source>
            <translation>Fremdschlüssel anderer Tabellen auf diese</translation>
        </message>
        <message>
            <source>Refers</source>
            <translation>Verweist</translation>
        </message>
        <message>
            <source>Referred</source>
            <translation>Verwiesen</translation>
        </message>
        <message>
            <source>The server has no estimate yet: Count rows tells</source>
            <translation>Der Server hat noch keine Schätzung: „Zeilen zählen“ verrät es</translation>
        </message>
        <message>
            <source>Counted</source>
            <translation>Gezählt</translation>
        </message>
        <message>
            <source>The server’s estimate</source>
            <translation>Schätzung des Servers</translation>
        </message>
        <message>
            <source>Not known: the table has not been analyzed, or holds long values</source>
            <translation>Nicht bekannt: die Tabelle wurde nicht analysiert oder enthält lange Werte</translation>
        </message>
        <message>
            <source>≈ %1 could be saved, %2 dead rows</source>
            <translation>≈ %1 ließen sich einsparen, %2 tote Zeilen</translation>
        </message>
        <message>
            <source>Read titles</source>
            <translation>Titel lesen</translation>
        </message>
        <message>
            <source>local socket</source>
            <translation>lokaler Socket</translation>
        </message>
        <message>
            <source>Target %1, protected</source>
            <translation>Ziel %1, geschützt</translation>
        </message>
        <message>
            <source>Target %1</source>
            <translation>Ziel %1</translation>
        </message>
        <message>
            <source>Id</source>
            <translation>ID</translation>
        </message>
        <message>
            <source>Since the last scan</source>
            <translation>Seit dem letzten Scan</translation>
        </message>
        <message>
            <source>No organization</source>
            <translation>Keine Organisation</translation>
        </message>
        <message>
            <source>Structure</source>
            <translation>Struktur</translation>
        </message>
        <message>
            <source>Counts and sums</source>
            <translation>Anzahlen und Summen</translation>
        </message>
        <message>
            <source>Path and depth</source>
            <translation>Pfad und Tiefe</translation>
        </message>
        <message>
            <source>Scan</source>
            <translation>Scannen</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>Befunde</translation>
        </message>
        <message>
            <source>Drifted items</source>
            <translation>Einträge mit Drift</translation>
        </message>
        <message>
            <source>No migration has been applied from here yet, so that nothing is known of how long they take.</source>
            <translation>Von hier wurde noch keine Migration angewendet, daher ist nicht bekannt, wie lange sie dauern.</translation>
        </message>
        <message>
            <source>seconds</source>
            <translation>Sekunden</translation>
        </message>
        <message>
            <source>milliseconds</source>
            <translation>Millisekunden</translation>
        </message>
        <message>
            <source>Migration</source>
            <translation>Migration</translation>
        </message>
        <message>
            <source>%1, ms</source>
            <translation>%1, ms</translation>
        </message>
        <message>
            <source>What happened</source>
            <translation>Was geschehen ist</translation>
        </message>
        <message>
            <source>What to do</source>
            <translation>Was zu tun ist</translation>
        </message>
        <message>
            <source>Retry</source>
            <translation>Erneut versuchen</translation>
        </message>
        <message>
            <source>Copy details</source>
            <translation>Details kopieren</translation>
        </message>
        <message>
            <source>Estimated cost %1; nothing was run</source>
            <translation>Geschätzte Kosten %1; nichts wurde ausgeführt</translation>
        </message>
        <message>
            <source>Planned in %1, ran in %2</source>
            <translation>Geplant in %1, ausgeführt in %2</translation>
        </message>
        <message>
            <source>1 estimate is off by 10 times or more</source>
            <translation>1 Schätzung liegt um das Zehnfache oder mehr daneben</translation>
        </message>
        <message>
            <source>%1 estimates are off by 10 times or more</source>
            <translation>%1 Schätzungen liegen um das Zehnfache oder mehr daneben</translation>
        </message>
        <message>
            <source>%1 expected, %2 came, in each loop.</source>
            <translation>%1 erwartet, %2 gekommen, je Durchlauf.</translation>
        </message>
        <message>
            <source>%1 times more rows than expected: %2</source>
            <translation>%1-mal so viele Zeilen wie erwartet: %2</translation>
        </message>
        <message>
            <source>%1 times fewer rows than expected: %2</source>
            <translation>%1-mal weniger Zeilen als erwartet: %2</translation>
        </message>
        <message>
            <source>Loops</source>
            <translation>Durchläufe</translation>
        </message>
        <message>
            <source>Rows removed</source>
            <translation>Entfernte Zeilen</translation>
        </message>
        <message>
            <source>Startup cost</source>
            <translation>Startkosten</translation>
        </message>
        <message>
            <source>Total cost</source>
            <translation>Gesamtkosten</translation>
        </message>
        <message>
            <source>Found in cache</source>
            <translation>Im Cache gefunden</translation>
        </message>
        <message>
            <source>Read</source>
            <translation>Gelesen</translation>
        </message>
        <message>
            <source>Dirtied</source>
            <translation>Geändert</translation>
        </message>
        <message>
            <source>Written</source>
            <translation>Geschrieben</translation>
        </message>
        <message>
            <source>Temporary, read</source>
            <translation>Temporär, gelesen</translation>
        </message>
        <message>
            <source>Temporary, written</source>
            <translation>Temporär, geschrieben</translation>
        </message>
        <message>
            <source>Expected rows</source>
            <translation>Erwartete Zeilen</translation>
        </message>
        <message>
            <source>Own time</source>
            <translation>Eigene Zeit</translation>
        </message>
        <message>
            <source>Cost</source>
            <translation>Kosten</translation>
        </message>
        <message>
            <source>Plan</source>
            <translation>Plan</translation>
        </message>
        <message>
            <source>All tables as of one moment, into a folder that can be given to others: compressed rows of each table, and a manifest with checksums. It holds what the tables hold, personal data as well.</source>
            <translation>Alle Tabellen mit dem Stand eines einzigen Moments, in einen Ordner, der weitergegeben werden kann: komprimierte Zeilen jeder Tabelle und ein Manifest mit Prüfsummen. Er enthält, was die Tabellen enthalten, auch personenbezogene Daten.</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <source>Folder of the export</source>
            <translation>Ordner des Exports</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <source>Binary: fastest, exact</source>
            <translation>Binär: am schnellsten, exakt</translation>
        </message>
        <message>
            <source>CSV: can be read by other programs</source>
            <translation>CSV: für andere Programme lesbar</translation>
        </message>
        <message>
            <source>Name a folder.</source>
            <translation>Einen Ordner nennen.</translation>
        </message>
        <message>
            <source>Choose a table.</source>
            <translation>Eine Tabelle wählen.</translation>
        </message>
        <message>
            <source>Drift kinds</source>
            <translation>Driftarten</translation>
        </message>
        <message>
            <source>Problem</source>
            <translation>Problem</translation>
        </message>
        <message>
            <source>All items</source>
            <translation>Alle Einträge</translation>
        </message>
        <message>
            <source>Own dates %1 to %2</source>
            <translation>Eigene Termine %1 bis %2</translation>
        </message>
        <message>
            <source>Title</source>
            <translation>Titel</translation>
        </message>
        <message>
            <source>Stored start</source>
            <translation>Gespeicherter Start</translation>
        </message>
        <message>
            <source>Stored end</source>
            <translation>Gespeichertes Ende</translation>
        </message>
        <message>
            <source>Expected start</source>
            <translation>Erwarteter Start</translation>
        </message>
        <message>
            <source>Expected end</source>
            <translation>Erwartetes Ende</translation>
        </message>
        <message>
            <source>Own start</source>
            <translation>Eigener Start</translation>
        </message>
        <message>
            <source>Own end</source>
            <translation>Eigenes Ende</translation>
        </message>
        <message>
            <source>Only items whose stored dates differ</source>
            <translation>Nur Einträge, deren gespeicherte Termine abweichen</translation>
        </message>
        <message>
            <source>Zoom out (−)</source>
            <translation>Herauszoomen (−)</translation>
        </message>
        <message>
            <source>Zoom in (+)</source>
            <translation>Hineinzoomen (+)</translation>
        </message>
        <message>
            <source>Show all dates (0)</source>
            <translation>Alle Termine anzeigen (0)</translation>
        </message>
        <message>
            <source>Own</source>
            <translation>Eigene</translation>
        </message>
        <message>
            <source>This hierarchy has no dates: no column was recognized as start, end, earliest start or latest end.</source>
            <translation>Diese Hierarchie hat keine Termine: keine Spalte wurde als Start, Ende, frühester Start oder spätestes Ende erkannt.</translation>
        </message>
        <message>
            <source>Select an item to see its subtree over time.</source>
            <translation>Einen Eintrag auswählen, um seinen Teilbaum im Zeitverlauf zu sehen.</translation>
        </message>
        <message>
            <source>Every stored date of this subtree is as expected.</source>
            <translation>Jeder gespeicherte Termin dieses Teilbaums ist wie erwartet.</translation>
        </message>
        <message>
            <source>Made-up rows that look real by name and type of their columns and keep to the constraints. The same number below gives the same rows again. Type into the last column how many rows a table is to get.</source>
            <translation>Erfundene Zeilen, die nach Name und Typ ihrer Spalten echt aussehen und die Constraints einhalten. Dieselbe Zahl unten ergibt wieder dieselben Zeilen. In die letzte Spalte eingeben, wie viele Zeilen eine Tabelle erhalten soll.</translation>
        </message>
        <message>
            <source>Rows to make</source>
            <translation>Zu erzeugende Zeilen</translation>
        </message>
        <message>
            <source>Random seed</source>
            <translation>Zufallsstartwert</translation>
        </message>
        <message>
            <source>Type how many rows a table is to get.</source>
            <translation>Eingeben, wie viele Zeilen eine Tabelle erhalten soll.</translation>
        </message>
        <message>
            <source>Hazards of this migration</source>
            <translation>Gefahren dieser Migration</translation>
        </message>
        <message>
            <source>Rule %1</source>
            <translation>Regel %1</translation>
        </message>
        <message>
            <source>%1 serious</source>
            <translation>%1 schwerwiegend</translation>
        </message>
        <message>
            <source>%1 to note</source>
            <translation>%1 zu beachten</translation>
        </message>
        <message>
            <source>Hazard</source>
            <translation>Gefahr</translation>
        </message>
        <message>
            <source>Line</source>
            <translation>Zeile</translation>
        </message>
        <message>
            <source>What happens</source>
            <translation>Was geschieht</translation>
        </message>
        <message>
            <source>Safer</source>
            <translation>Sicherer</translation>
        </message>
        <message>
            <source>Line %1</source>
            <translation>Zeile %1</translation>
        </message>
        <message>
            <source>%1, line %2: %3</source>
            <translation>%1, Zeile %2: %3</translation>
        </message>
        <message>
            <source>No drift was found.</source>
            <translation>Keine Drift gefunden.</translation>
        </message>
        <message>
            <source>No organization has drift.</source>
            <translation>Keine Organisation hat Drift.</translation>
        </message>
        <message>
            <source>By kind</source>
            <translation>Nach Art</translation>
        </message>
        <message>
            <source>By organization</source>
            <translation>Nach Organisation</translation>
        </message>
        <message>
            <source>Over time</source>
            <translation>Im Zeitverlauf</translation>
        </message>
        <message>
            <source>Gantt</source>
            <translation>Gantt</translation>
        </message>
        <message>
            <source>Map</source>
            <translation>Karte</translation>
        </message>
        <message>
            <source>Find hierarchies</source>
            <translation>Hierarchien suchen</translation>
        </message>
        <message>
            <source>Scan %1</source>
            <translation>%1 scannen</translation>
        </message>
        <message>
            <source>Filter items</source>
            <translation>Einträge filtern</translation>
        </message>
        <message>
            <source>Search items</source>
            <translation>Einträge durchsuchen</translation>
        </message>
        <message>
            <source>Read past scans</source>
            <translation>Frühere Scans lesen</translation>
        </message>
        <message>
            <source>Keep rules</source>
            <translation>Regeln speichern</translation>
        </message>
        <message>
            <source>Copy findings</source>
            <translation>Befunde kopieren</translation>
        </message>
        <message>
            <source>Export findings</source>
            <translation>Befunde exportieren</translation>
        </message>
        <message>
            <source>%1 findings copied.</source>
            <translation>%1 Befunde kopiert.</translation>
        </message>
        <message>
            <source>Findings written to %1.</source>
            <translation>Befunde nach %1 geschrieben.</translation>
        </message>
        <message>
            <source>No hierarchy in this database</source>
            <translation>Keine Hierarchie in dieser Datenbank</translation>
        </message>
        <message>
            <source>No hierarchy found</source>
            <translation>Keine Hierarchie gefunden</translation>
        </message>
        <message>
            <source>A hierarchy is a table whose rows name their parent: a foreign key to the table itself, or columns id and parent_id. Others can be declared in arborist.toml under [[hierarchy]].</source>
            <translation>Eine Hierarchie ist eine Tabelle, deren Zeilen ihr übergeordnetes Element nennen: ein Fremdschlüssel auf die Tabelle selbst oder die Spalten id und parent_id. Andere lassen sich in arborist.toml unter [[hierarchy]] angeben.</translation>
        </message>
        <message>
            <source>Not scanned yet</source>
            <translation>Noch nicht gescannt</translation>
        </message>
        <message>
            <source>A scan reads the table once and compares every stored value with what follows from the items. It changes nothing and takes about 2 s for a million items.</source>
            <translation>Ein Scan liest die Tabelle einmal und vergleicht jeden gespeicherten Wert mit dem, was aus den Einträgen folgt. Er ändert nichts und dauert etwa 2 s für eine Million Einträge.</translation>
        </message>
        <message>
            <source>%1 has not been scanned</source>
            <translation>%1 wurde nicht gescannt</translation>
        </message>
        <message>
            <source>Scanning %1</source>
            <translation>%1 wird gescannt</translation>
        </message>
        <message>
            <source>Reading…, %1 %</source>
            <translation>Wird gelesen…, %1 %</translation>
        </message>
        <message>
            <source>%1; %2</source>
            <translation>%1; %2</translation>
        </message>
        <message>
            <source>%1. Shown is the scan before. %2</source>
            <translation>%1. Angezeigt wird der vorige Scan. %2</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>Ausblenden</translation>
        </message>
        <message>
            <source>No item matches “%1”</source>
            <translation>Kein Eintrag entspricht „%1“</translation>
        </message>
        <message>
            <source>1 item matches “%1”</source>
            <translation>1 Eintrag entspricht „%1“</translation>
        </message>
        <message>
            <source>The first %2 items that match “%1”</source>
            <translation>Die ersten %2 Einträge, die „%1“ entsprechen</translation>
        </message>
        <message>
            <source>%2 items match “%1”</source>
            <translation>%2 Einträge entsprechen „%1“</translation>
        </message>
        <message>
            <source>Clear search</source>
            <translation>Suche leeren</translation>
        </message>
        <message>
            <source>Subtree of “%1”, item %2</source>
            <translation>Teilbaum von „%1“, Eintrag %2</translation>
        </message>
        <message>
            <source>Subtree of item %1</source>
            <translation>Teilbaum von Eintrag %1</translation>
        </message>
        <message>
            <source>Show all</source>
            <translation>Alle anzeigen</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>Wählen…</translation>
        </message>
        <message>
            <source>Keep…</source>
            <translation>Speichern…</translation>
        </message>
        <message>
            <source>Titles could not be read: %1</source>
            <translation>Titel konnten nicht gelesen werden: %1</translation>
        </message>
        <message>
            <source>There is no hierarchy in this database.</source>
            <translation>In dieser Datenbank gibt es keine Hierarchie.</translation>
        </message>
        <message>
            <source>%1 is no hierarchy any more, so the repair cannot be planned again.</source>
            <translation>%1 ist keine Hierarchie mehr, die Reparatur kann daher nicht neu geplant werden.</translation>
        </message>
        <message>
            <source>Check that the table is still in this database, with its parent column; or name it under [[hierarchy]] in arborist.toml.</source>
            <translation>Prüfen, ob die Tabelle mit ihrer Elternspalte noch in dieser Datenbank ist; oder sie in arborist.toml unter [[hierarchy]] nennen.</translation>
        </message>
        <message>
            <source>The repair failed</source>
            <translation>Die Reparatur ist fehlgeschlagen</translation>
        </message>
        <message>
            <source>%1 does not answer; nothing can be taken back now</source>
            <translation>%1 antwortet nicht; jetzt kann nichts zurückgenommen werden</translation>
        </message>
        <message>
            <source>The repair cannot be planned again</source>
            <translation>Die Reparatur kann nicht neu geplant werden</translation>
        </message>
        <message>
            <source>Hierarchy</source>
            <translation>Hierarchie</translation>
        </message>
        <message>
            <source>The search failed: %1</source>
            <translation>Die Suche ist fehlgeschlagen: %1</translation>
        </message>
        <message>
            <source>The last scan, %1, found %2 of %3 items drifted.</source>
            <translation>Der letzte Scan, %1, fand Drift in %2 von %3 Einträgen.</translation>
        </message>
        <message>
            <source>Writes %1 values of %2.</source>
            <translation>Schreibt %1 Werte von %2.</translation>
        </message>
        <message>
            <source>Deletes %1.</source>
            <translation>Löscht %1.</translation>
        </message>
        <message>
            <source>No item is deleted.</source>
            <translation>Kein Eintrag wird gelöscht.</translation>
        </message>
        <message>
            <source>Takes ≈ %1.</source>
            <translation>Dauert ≈ %1.</translation>
        </message>
        <message>
            <source>Repair hierarchy</source>
            <translation>Hierarchie reparieren</translation>
        </message>
        <message>
            <source>Repair %1, delete %2</source>
            <translation>%1 reparieren, %2 löschen</translation>
        </message>
        <message>
            <source>Items now</source>
            <translation>Einträge jetzt</translation>
        </message>
        <message>
            <source>Afterwards</source>
            <translation>Danach</translation>
        </message>
        <message>
            <source>What remains after the repair</source>
            <translation>Was nach der Reparatur bleibt</translation>
        </message>
        <message>
            <source>Nothing to write in %1: no row differs, or what differs is in flight.</source>
            <translation>In %1 ist nichts zu schreiben: keine Zeile weicht ab, oder was abweicht, ist in Änderung.</translation>
        </message>
        <message>
            <source>Nothing to do: the check of %1 finds no row.</source>
            <translation>Nichts zu tun: Die Prüfung von %1 findet keine Zeile.</translation>
        </message>
        <message>
            <source>Plan the repair of %1</source>
            <translation>Reparatur von %1 planen</translation>
        </message>
        <message>
            <source>What remains</source>
            <translation>Was bleibt</translation>
        </message>
        <message>
            <source>%1: %2 rows written</source>
            <translation>%1: %2 Zeilen geschrieben</translation>
        </message>
        <message>
            <source>Repaired %1</source>
            <translation>%1 repariert</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>Abgebrochen</translation>
        </message>
        <message>
            <source>%1 Written before: %2</source>
            <translation>%1 Zuvor geschrieben: %2</translation>
        </message>
        <message>
            <source>%1 Nothing was changed.</source>
            <translation>%1 Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Repair…</source>
            <translation>Reparieren…</translation>
        </message>
        <message>
            <source>Plan a repair; nothing is changed yet</source>
            <translation>Eine Reparatur planen; noch wird nichts geändert</translation>
        </message>
        <message>
            <source>Export the findings</source>
            <translation>Befunde exportieren</translation>
        </message>
        <message>
            <source>Rules…</source>
            <translation>Regeln…</translation>
        </message>
        <message>
            <source>The rules that derived values follow, and where they come from</source>
            <translation>Die Regeln, denen abgeleitete Werte folgen, und woher sie stammen</translation>
        </message>
        <message>
            <source>Previous finding</source>
            <translation>Voriger Befund</translation>
        </message>
        <message>
            <source>Previous finding (Shift+F3)</source>
            <translation>Voriger Befund (Shift+F3)</translation>
        </message>
        <message>
            <source>Next finding</source>
            <translation>Nächster Befund</translation>
        </message>
        <message>
            <source>Next finding (F3)</source>
            <translation>Nächster Befund (F3)</translation>
        </message>
        <message>
            <source>Findings as CSV…</source>
            <translation>Befunde als CSV…</translation>
        </message>
        <message>
            <source>Rules</source>
            <translation>Regeln</translation>
        </message>
        <message>
            <source>Shown items</source>
            <translation>Angezeigte Einträge</translation>
        </message>
        <message>
            <source>Drifted and ancestors</source>
            <translation>Mit Drift und Vorfahren</translation>
        </message>
        <message>
            <source>Origins and ancestors</source>
            <translation>Ursprünge und Vorfahren</translation>
        </message>
        <message>
            <source>Find title or ID</source>
            <translation>Titel oder ID suchen</translation>
        </message>
        <message>
            <source>Copy findings (too many; use CSV)</source>
            <translation>Befunde kopieren (zu viele; CSV verwenden)</translation>
        </message>
        <message>
            <source>Stop the scan</source>
            <translation>Scan anhalten</translation>
        </message>
        <message>
            <source>Read the hierarchy and compare (F5)</source>
            <translation>Hierarchie lesen und vergleichen (F5)</translation>
        </message>
        <message>
            <source>All organizations</source>
            <translation>Alle Organisationen</translation>
        </message>
        <message>
            <source>Derived values</source>
            <translation>Abgeleitete Werte</translation>
        </message>
        <message>
            <source>%1 items too small to be shown, %2 of them drifted</source>
            <translation>%1 Einträge zu klein zum Anzeigen, %2 davon mit Drift</translation>
        </message>
        <message>
            <source>%1: %2 items below</source>
            <translation>%1: %2 Einträge darunter</translation>
        </message>
        <message>
            <source>, %1 of them drifted</source>
            <translation>, %1 davon mit Drift</translation>
        </message>
        <message>
            <source>No drift of its own</source>
            <translation>Keine eigene Drift</translation>
        </message>
        <message>
            <source>Items below</source>
            <translation>Einträge darunter</translation>
        </message>
        <message>
            <source>Worst drift</source>
            <translation>Schwerste Drift</translation>
        </message>
        <message>
            <source>Kinds</source>
            <translation>Arten</translation>
        </message>
        <message>
            <source>Derived</source>
            <translation>Abgeleitet</translation>
        </message>
        <message>
            <source>Only below</source>
            <translation>Nur darunter</translation>
        </message>
        <message>
            <source>%1 items of it</source>
            <translation>%1 Einträge davon</translation>
        </message>
        <message>
            <source>%1 of %2 items drifted</source>
            <translation>%1 von %2 Einträgen mit Drift</translation>
        </message>
        <message>
            <source>There are no items.</source>
            <translation>Es gibt keine Einträge.</translation>
        </message>
        <message>
            <source>The rows of the export replace those of the tables, in one transaction: all of it or nothing. What was there is kept, to go back.</source>
            <translation>Die Zeilen des Exports ersetzen die der Tabellen, in einer Transaktion: alles oder nichts. Was da war, wird für den Rückweg aufbewahrt.</translation>
        </message>
        <message>
            <source>Folder of an export</source>
            <translation>Ordner eines Exports</translation>
        </message>
        <message>
            <source>Let the tables’ triggers fire for each row</source>
            <translation>Die Trigger der Tabellen bei jeder Zeile auslösen</translation>
        </message>
        <message>
            <source>On %1 now</source>
            <translation>Jetzt auf %1</translation>
        </message>
        <message>
            <source>Not there</source>
            <translation>Nicht vorhanden</translation>
        </message>
        <message>
            <source>Empty</source>
            <translation>Leer</translation>
        </message>
        <message>
            <source>%1, will go</source>
            <translation>%1, werden entfernt</translation>
        </message>
        <message>
            <source>An export of %1 of %2. Its rows replace those of the tables, in one transaction: all of it or nothing. What was there is kept, to go back.</source>
            <translation>Ein Export von %1 vom %2. Seine Zeilen ersetzen die der Tabellen, in einer Transaktion: alles oder nichts. Was da war, wird für den Rückweg aufbewahrt.</translation>
        </message>
        <message>
            <source>Name the folder of an export.</source>
            <translation>Den Ordner eines Exports nennen.</translation>
        </message>
        <message>
            <source>Press Return to read the folder.</source>
            <translation>Die Eingabetaste drücken, um den Ordner zu lesen.</translation>
        </message>
        <message>
            <source>Inspector</source>
            <translation>Inspektor</translation>
        </message>
        <message>
            <source>Fields</source>
            <translation>Felder</translation>
        </message>
        <message>
            <source>Field</source>
            <translation>Feld</translation>
        </message>
        <message>
            <source>The item's own</source>
            <translation>Eigener Wert des Eintrags</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>Warum</translation>
        </message>
        <message>
            <source>Show subtree</source>
            <translation>Teilbaum anzeigen</translation>
        </message>
        <message>
            <source>Select an item to see its stored and expected values.</source>
            <translation>Einen Eintrag auswählen, um seine gespeicherten und erwarteten Werte zu sehen.</translation>
        </message>
        <message>
            <source>No selection</source>
            <translation>Keine Auswahl</translation>
        </message>
        <message>
            <source>Item %1</source>
            <translation>Eintrag %1</translation>
        </message>
        <message>
            <source>Top level</source>
            <translation>Oberste Ebene</translation>
        </message>
        <message>
            <source>Go to the origin</source>
            <translation>Zum Ursprung gehen</translation>
        </message>
        <message>
            <source>Top level items</source>
            <translation>Einträge der obersten Ebene</translation>
        </message>
        <message>
            <source>Organization %1</source>
            <translation>Organisation %1</translation>
        </message>
        <message>
            <source>Drifted: %1</source>
            <translation>Mit Drift: %1</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>Status</translation>
        </message>
        <message>
            <source>Job</source>
            <translation>Auftrag</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Erneut versuchen</translation>
        </message>
        <message>
            <source>No job selected</source>
            <translation>Kein Auftrag ausgewählt</translation>
        </message>
        <message>
            <source>Select a job to see when it ran and what it said.</source>
            <translation>Einen Auftrag auswählen, um zu sehen, wann er lief und was er meldete.</translation>
        </message>
        <message>
            <source>Job %1</source>
            <translation>Auftrag %1</translation>
        </message>
        <message>
            <source>Ended</source>
            <translation>Beendet</translation>
        </message>
        <message>
            <source>Took</source>
            <translation>Dauer</translation>
        </message>
        <message>
            <source>Cancel %1</source>
            <translation>%1 abbrechen</translation>
        </message>
        <message>
            <source>Progress of %1</source>
            <translation>Fortschritt von %1</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>Fortsetzen</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <source>Resume %1</source>
            <translation>%1 fortsetzen</translation>
        </message>
        <message>
            <source>Pause %1</source>
            <translation>%1 anhalten</translation>
        </message>
        <message>
            <source>Paused; everything written so far stands</source>
            <translation>Angehalten; alles bisher Geschriebene bleibt bestehen</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>Ergebnis</translation>
        </message>
        <message>
            <source>Running</source>
            <translation>Läuft</translation>
        </message>
        <message>
            <source>Refused</source>
            <translation>Abgelehnt</translation>
        </message>
        <message>
            <source>%1: done in %2</source>
            <translation>%1: fertig in %2</translation>
        </message>
        <message>
            <source>None running</source>
            <translation>Keiner läuft</translation>
        </message>
        <message>
            <source>1 running</source>
            <translation>1 läuft</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Anzeigen</translation>
        </message>
        <message>
            <source>Attention</source>
            <translation>Achtung</translation>
        </message>
        <message>
            <source>Check the permissions of the file and its folder.</source>
            <translation>Rechte der Datei und ihres Ordners prüfen.</translation>
        </message>
        <message>
            <source>%1 is damaged: %2.</source>
            <translation>%1 ist beschädigt: %2.</translation>
        </message>
        <message>
            <source>it holds no object</source>
            <translation>die Datei enthält kein Objekt</translation>
        </message>
        <message>
            <source>Restore it from a backup, or move it away.</source>
            <translation>Aus einer Sicherung wiederherstellen oder verschieben.</translation>
        </message>
        <message>
            <source>%1 cannot be written: %2.</source>
            <translation>%1 kann nicht geschrieben werden: %2.</translation>
        </message>
        <message>
            <source>Check the permissions of %1 and the space on its disk.</source>
            <translation>Rechte von %1 und Platz auf dem Datenträger prüfen.</translation>
        </message>
        <message>
            <source>Undo the restore…</source>
            <translation>Wiederherstellung rückgängig machen…</translation>
        </message>
        <message>
            <source>Drop…</source>
            <translation>Löschen…</translation>
        </message>
        <message>
            <source>Drop expired…</source>
            <translation>Abgelaufene löschen…</translation>
        </message>
        <message>
            <source>Databases put aside</source>
            <translation>Beiseitegelegte Datenbanken</translation>
        </message>
        <message>
            <source>Put it back in the place of the one in use</source>
            <translation>Sie wieder an die Stelle der verwendeten setzen</translation>
        </message>
        <message>
            <source>The run that put it aside cannot be taken back any more</source>
            <translation>Der Lauf, der sie beiseitegelegt hat, kann nicht mehr zurückgenommen werden</translation>
        </message>
        <message>
            <source>Those that have been kept for as long as they are to be</source>
            <translation>Jene, die so lange behalten wurden, wie es vorgesehen ist</translation>
        </message>
        <message>
            <source>No restore or reset has put a database of %1 aside.</source>
            <translation>Kein Wiederherstellen oder Zurücksetzen hat eine Datenbank von %1 beiseitegelegt.</translation>
        </message>
        <message>
            <source>Put aside by run</source>
            <translation>Beiseitegelegt von Lauf</translation>
        </message>
        <message>
            <source>Since</source>
            <translation>Seit</translation>
        </message>
        <message>
            <source>%1 as it was before the run %2</source>
            <translation>%1 im Stand vor dem Lauf %2</translation>
        </message>
        <message>
            <source>Dropped on request; arboristctl restore --drop-old expired drops those that are past their time</source>
            <translation>Wird auf Verlangen gelöscht; arboristctl restore --drop-old expired löscht die, deren Zeit abgelaufen ist</translation>
        </message>
        <message>
            <source>%1 %2: %3
%4 items, %5 origins</source>
            <translation>%1 %2: %3
%4 Einträge, %5 Ursprünge</translation>
        </message>
        <message>
            <source>%1 %2, items: %3, origins: %4</source>
            <translation>%1 %2, Einträge: %3, Ursprünge: %4</translation>
        </message>
        <message>
            <source>Open a project folder</source>
            <translation>Projektordner öffnen</translation>
        </message>
        <message>
            <source>The changed files of the workspace were not taken over</source>
            <translation>Die geänderten Dateien des Arbeitsbereichs wurden nicht übernommen</translation>
        </message>
        <message>
            <source>%1 %2 Until then Arborist goes on with what it read before.</source>
            <translation>%1 %2 Bis dahin arbeitet Arborist mit dem zuvor Gelesenen weiter.</translation>
        </message>
        <message>
            <source>Arborist goes on in the tray</source>
            <translation>Arborist läuft im Infobereich weiter</translation>
        </message>
        <message>
            <source>Scans are scheduled. To end the program, choose Quit in the menu of its icon, or press Ctrl+Q in the window.</source>
            <translation>Scans sind geplant. Zum Beenden des Programms im Menü seines Symbols Beenden wählen oder im Fenster Ctrl+Q drücken.</translation>
        </message>
        <message>
            <source>Drift has grown</source>
            <translation>Drift hat zugenommen</translation>
        </message>
        <message>
            <source>%1 And %2 more.</source>
            <translation>%1 Und %2 weitere.</translation>
        </message>
        <message>
            <source>line %1</source>
            <translation>Zeile %1</translation>
        </message>
        <message>
            <source>Message</source>
            <translation>Meldung</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>Stelle</translation>
        </message>
        <message>
            <source>Duration</source>
            <translation>Dauer</translation>
        </message>
        <message>
            <source>Its tool's own revert</source>
            <translation>Das eigene revert des Werkzeugs</translation>
        </message>
        <message>
            <source>No down script</source>
            <translation>Kein Down-Skript</translation>
        </message>
        <message>
            <source>Down section</source>
            <translation>Down-Abschnitt</translation>
        </message>
        <message>
            <source>One for this migration</source>
            <translation>Eines für diese Migration</translation>
        </message>
        <message>
            <source>None, says its file</source>
            <translation>Keines, laut ihrer Datei</translation>
        </message>
        <message>
            <source>Hazards</source>
            <translation>Gefahren</translation>
        </message>
        <message>
            <source>What to know</source>
            <translation>Wissenswertes</translation>
        </message>
        <message>
            <source>State by stage</source>
            <translation>Zustand je Stage</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>Details</translation>
        </message>
        <message>
            <source>Apply…</source>
            <translation>Anwenden…</translation>
        </message>
        <message>
            <source>Open file</source>
            <translation>Datei öffnen</translation>
        </message>
        <message>
            <source>Select a migration to see where it is applied, what it does and what it takes.</source>
            <translation>Eine Migration auswählen, um zu sehen, wo sie angewendet ist, was sie tut und was sie braucht.</translation>
        </message>
        <message>
            <source>Created</source>
            <translation>Angelegt</translation>
        </message>
        <message>
            <source>In git</source>
            <translation>In git</translation>
        </message>
        <message>
            <source>Not committed</source>
            <translation>Nicht committet</translation>
        </message>
        <message>
            <source>SHA-256</source>
            <translation>SHA-256</translation>
        </message>
        <message>
            <source>Transaction</source>
            <translation>Transaktion</translation>
        </message>
        <message>
            <source>Strongest lock</source>
            <translation>Stärkste Sperre</translation>
        </message>
        <message>
            <source>Way back</source>
            <translation>Rückweg</translation>
        </message>
        <message>
            <source>Looking…</source>
            <translation>Wird gesucht…</translation>
        </message>
        <message>
            <source>None that the rules know.</source>
            <translation>Keine, die die Regeln kennen.</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <source>Up</source>
            <translation>Up</translation>
        </message>
        <message>
            <source>Down</source>
            <translation>Down</translation>
        </message>
        <message>
            <source>What applying it runs</source>
            <translation>Was beim Anwenden ausgeführt wird</translation>
        </message>
        <message>
            <source>What rolling it back runs</source>
            <translation>Was beim Zurückrollen ausgeführt wird</translation>
        </message>
        <message>
            <source>No migration selected</source>
            <translation>Keine Migration ausgewählt</translation>
        </message>
        <message>
            <source>1 statement</source>
            <translation>1 Anweisung</translation>
        </message>
        <message>
            <source>%1 statements</source>
            <translation>%1 Anweisungen</translation>
        </message>
        <message>
            <source>run by %1 itself</source>
            <translation>von %1 selbst ausgeführt</translation>
        </message>
        <message>
            <source>the file is not there</source>
            <translation>die Datei ist nicht da</translation>
        </message>
        <message>
            <source>%1 bytes</source>
            <translation>%1 Bytes</translation>
        </message>
        <message>
            <source>Proposed way back</source>
            <translation>Vorgeschlagener Rückweg</translation>
        </message>
        <message>
            <source>not saved, never run</source>
            <translation>nicht gespeichert, nie ausgeführt</translation>
        </message>
        <message>
            <source>Lint</source>
            <translation>Lint</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>Probleme</translation>
        </message>
        <message>
            <source>estimate</source>
            <translation>Schätzung</translation>
        </message>
        <message>
            <source>Problems (%1)</source>
            <translation>Probleme (%1)</translation>
        </message>
        <message>
            <source>Lint (%1)</source>
            <translation>Lint (%1)</translation>
        </message>
        <message>
            <source>Rehearsal</source>
            <translation>Probelauf</translation>
        </message>
        <message>
            <source>Read the migrations</source>
            <translation>Migrationen lesen</translation>
        </message>
        <message>
            <source>Read the migrations of %1</source>
            <translation>Migrationen von %1 lesen</translation>
        </message>
        <message>
            <source>Look for hazards</source>
            <translation>Gefahren suchen</translation>
        </message>
        <message>
            <source>%1 pending to %2…</source>
            <translation>%1 ausstehende auf %2…</translation>
        </message>
        <message>
            <source>What is pending…</source>
            <translation>Was aussteht…</translation>
        </message>
        <message>
            <source>Up to %1…</source>
            <translation>Bis %1…</translation>
        </message>
        <message>
            <source>Up to the selected one…</source>
            <translation>Bis zur ausgewählten…</translation>
        </message>
        <message>
            <source>Only %1…</source>
            <translation>Nur %1…</translation>
        </message>
        <message>
            <source>Only the %1 selected…</source>
            <translation>Nur die %1 ausgewählten…</translation>
        </message>
        <message>
            <source>Back to %1…</source>
            <translation>Zurück bis %1…</translation>
        </message>
        <message>
            <source>Back to the selected one…</source>
            <translation>Zurück bis zur ausgewählten…</translation>
        </message>
        <message>
            <source>Propose a down script for %1…</source>
            <translation>Down-Skript für %1 vorschlagen…</translation>
        </message>
        <message>
            <source>Propose a down script…</source>
            <translation>Down-Skript vorschlagen…</translation>
        </message>
        <message>
            <source>All up to %1…</source>
            <translation>Alle bis %1…</translation>
        </message>
        <message>
            <source>All up to the selected one…</source>
            <translation>Alle bis zur ausgewählten…</translation>
        </message>
        <message>
            <source>Apply to %1…</source>
            <translation>Auf %1 anwenden…</translation>
        </message>
        <message>
            <source>An empty one in %1, in the form of %2, with all that it keeps beside it.</source>
            <translation>Eine leere in %1, in der Form von %2, mit allem, was es daneben führt.</translation>
        </message>
        <message>
            <source>Review…</source>
            <translation>Durchsehen…</translation>
        </message>
        <message>
            <source>Look for the project's command</source>
            <translation>Befehl des Projekts suchen</translation>
        </message>
        <message>
            <source>The project has no command that generates migrations</source>
            <translation>Das Projekt hat keinen Befehl, der Migrationen erzeugt</translation>
        </message>
        <message>
            <source>Name it in arborist.toml: generate = "npm run db:generate" under [migrations]; or add a script db:generate to package.json.</source>
            <translation>Ihn in arborist.toml nennen: generate = "npm run db:generate" unter [migrations]; oder ein Skript db:generate in package.json ergänzen.</translation>
        </message>
        <message>
            <source>Generate a migration</source>
            <translation>Eine Migration erzeugen</translation>
        </message>
        <message>
            <source>Runs the project's own command (%1). What is new and what was renamed is asked before anything is written.</source>
            <translation>Führt den eigenen Befehl des Projekts aus (%1). Was neu ist und was umbenannt wurde, wird gefragt, bevor etwas geschrieben wird.</translation>
        </message>
        <message>
            <source>Runs the project's own command (%1). What it asks is answered in the console.</source>
            <translation>Führt den eigenen Befehl des Projekts aus (%1). Seine Fragen werden in der Konsole beantwortet.</translation>
        </message>
        <message>
            <source>Nothing was generated</source>
            <translation>Nichts wurde erzeugt</translation>
        </message>
        <message>
            <source>drizzle-kit does not go on before it knows what is new and what was renamed. No file was changed.</source>
            <translation>drizzle-kit fährt nicht fort, bevor es weiß, was neu ist und was umbenannt wurde. Keine Datei wurde geändert.</translation>
        </message>
        <message>
            <source>Only SQL can be looked through.</source>
            <translation>Nur SQL kann durchgesehen werden.</translation>
        </message>
        <message>
            <source>There are %1 more.</source>
            <translation>Es gibt %1 weitere.</translation>
        </message>
        <message>
            <source>Show all problems</source>
            <translation>Alle Probleme zeigen</translation>
        </message>
        <message>
            <source>No workspace is open</source>
            <translation>Kein Arbeitsbereich ist geöffnet</translation>
        </message>
        <message>
            <source>Open the folder of a project to see its migrations.</source>
            <translation>Den Ordner eines Projekts öffnen, um seine Migrationen zu sehen.</translation>
        </message>
        <message>
            <source>The migrations cannot be read</source>
            <translation>Die Migrationen können nicht gelesen werden</translation>
        </message>
        <message>
            <source>An address has no migrations</source>
            <translation>Eine Adresse hat keine Migrationen</translation>
        </message>
        <message>
            <source>They stand in a project's folder. Open that folder; its stages lead to the databases.</source>
            <translation>Sie stehen im Ordner eines Projekts. Diesen Ordner öffnen; seine Stages führen zu den Datenbanken.</translation>
        </message>
        <message>
            <source>No migrations found in %1</source>
            <translation>Keine Migrationen in %1 gefunden</translation>
        </message>
        <message>
            <source>Looked for drizzle.config.*, a folder with meta/_journal.json, and the folders that Drizzle, TypeORM, dbmate, golang-migrate, goose and node-pg-migrate use. If yours is elsewhere, name it in arborist.toml:

[migrations]
tool = "drizzle"
folder = "backend/drizzle"</source>
            <translation>Gesucht wurde nach drizzle.config.*, einem Ordner mit meta/_journal.json und den Ordnern, die Drizzle, TypeORM, dbmate, golang-migrate, goose und node-pg-migrate verwenden. Liegen sie anderswo, den Ordner in arborist.toml nennen:

[migrations]
tool = "drizzle"
folder = "backend/drizzle"</translation>
        </message>
        <message>
            <source>No migrations yet in %1</source>
            <translation>Noch keine Migrationen in %1</translation>
        </message>
        <message>
            <source>The folder is there and empty. The first migration shows here as soon as it is made.</source>
            <translation>Der Ordner ist da und leer. Die erste Migration erscheint hier, sobald sie angelegt ist.</translation>
        </message>
        <message>
            <source>Show the place</source>
            <translation>Stelle zeigen</translation>
        </message>
        <message>
            <source>Nothing to do on %1</source>
            <translation>Auf %1 ist nichts zu tun</translation>
        </message>
        <message>
            <source>Migration created</source>
            <translation>Migration angelegt</translation>
        </message>
        <message>
            <source>Down script saved</source>
            <translation>Down-Skript gespeichert</translation>
        </message>
        <message>
            <source>Pushed to %1</source>
            <translation>Push auf %1 ausgeführt</translation>
        </message>
        <message>
            <source>%1 rolled back on %2</source>
            <translation>%1 auf %2 zurückgerollt</translation>
        </message>
        <message>
            <source>%1 recorded as applied on %2</source>
            <translation>%1 auf %2 als angewendet vermerkt</translation>
        </message>
        <message>
            <source>%1 applied to %2 in %3</source>
            <translation>%1 auf %2 angewendet, in %3</translation>
        </message>
        <message>
            <source>It is listed under Activity as run %1.</source>
            <translation>Er steht unter Aktivität als Lauf %1.</translation>
        </message>
        <message>
            <source>Cancelled on %1</source>
            <translation>Auf %1 abgebrochen</translation>
        </message>
        <message>
            <source>Go to line %1</source>
            <translation>Zu Zeile %1 gehen</translation>
        </message>
        <message>
            <source>Apply again…</source>
            <translation>Erneut anwenden…</translation>
        </message>
        <message>
            <source>Record as applied…</source>
            <translation>Als angewendet vermerken…</translation>
        </message>
        <message>
            <source>Propose a down script for %1</source>
            <translation>Ein Down-Skript für %1 vorschlagen</translation>
        </message>
        <message>
            <source>Lost when it runs: %1</source>
            <translation>Geht beim Ausführen verloren: %1</translation>
        </message>
        <message>
            <source>Comes back empty: %1</source>
            <translation>Kommt leer zurück: %1</translation>
        </message>
        <message>
            <source>%1 further remarks stand in the script.</source>
            <translation>%1 weitere Anmerkungen stehen im Skript.</translation>
        </message>
        <message>
            <source>Nobody has run it. Read it below before you save it; it is run only when you roll back.</source>
            <translation>Niemand hat es ausgeführt. Unten lesen, bevor es gespeichert wird; es läuft nur beim Zurückrollen.</translation>
        </message>
        <message>
            <source>A way back for %1 is proposed, from its snapshots</source>
            <translation>Ein Rückweg für %1 ist vorgeschlagen, aus den Snapshots</translation>
        </message>
        <message>
            <source>Save it beside the migration…</source>
            <translation>Neben der Migration speichern…</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>Verwerfen</translation>
        </message>
        <message>
            <source>Rehearse %1 of %2</source>
            <translation>Probelauf: %1 von %2</translation>
        </message>
        <message>
            <source>On %1. %2 was only read.</source>
            <translation>Auf %1. %2 wurde nur gelesen.</translation>
        </message>
        <message>
            <source>The rehearsal failed</source>
            <translation>Der Probelauf ist fehlgeschlagen</translation>
        </message>
        <message>
            <source>The rehearsal went well, in %1</source>
            <translation>Der Probelauf ist gelungen, in %1</translation>
        </message>
        <message>
            <source>The rehearsal went well</source>
            <translation>Der Probelauf ist gelungen</translation>
        </message>
        <message>
            <source>Nothing is pending anywhere</source>
            <translation>Nirgends steht etwas aus</translation>
        </message>
        <message>
            <source>Of stages that do not answer nothing is known.</source>
            <translation>Von Stages, die nicht antworten, ist nichts bekannt.</translation>
        </message>
        <message>
            <source>Read the files and all stages again (F5)</source>
            <translation>Die Dateien und alle Stages neu lesen (F5)</translation>
        </message>
        <message>
            <source>Apply</source>
            <translation>Anwenden</translation>
        </message>
        <message>
            <source>Apply migrations to the target</source>
            <translation>Migrationen auf das Ziel anwenden</translation>
        </message>
        <message>
            <source>Roll back</source>
            <translation>Zurückrollen</translation>
        </message>
        <message>
            <source>Take migrations of the target back by their down scripts</source>
            <translation>Migrationen des Ziels mit ihren Down-Skripten zurücknehmen</translation>
        </message>
        <message>
            <source>Create</source>
            <translation>Erstellen</translation>
        </message>
        <message>
            <source>Make a migration, or a way back for one</source>
            <translation>Eine Migration erstellen oder einen Rückweg für eine</translation>
        </message>
        <message>
            <source>Push…</source>
            <translation>Push…</translation>
        </message>
        <message>
            <source>Look for hazards in all migrations that are pending somewhere, sized by the tables of the target</source>
            <translation>In allen Migrationen, die irgendwo ausstehen, nach Gefahren suchen, bemessen an den Tabellen des Ziels</translation>
        </message>
        <message>
            <source>Record migrations as applied without running them</source>
            <translation>Migrationen als angewendet vermerken, ohne sie auszuführen</translation>
        </message>
        <message>
            <source>Run what is pending on a throw-away copy: durations, locks, rewrites</source>
            <translation>Ausstehendes auf einer Wegwerfkopie ausführen: Dauern, Sperren, Neuschreiben von Tabellen</translation>
        </message>
        <message>
            <source>Folder of migrations</source>
            <translation>Ordner der Migrationen</translation>
        </message>
        <message>
            <source>To be looked at</source>
            <translation>Durchzusehen</translation>
        </message>
        <message>
            <source>Find migration</source>
            <translation>Migration suchen</translation>
        </message>
        <message>
            <source>All stages, one after another…</source>
            <translation>Alle Stages, eine nach der anderen…</translation>
        </message>
        <message>
            <source>Asks for each stage, and stops at the first failure</source>
            <translation>Fragt bei jeder Stage und hält beim ersten Fehlschlag an</translation>
        </message>
        <message>
            <source>Transactions</source>
            <translation>Transaktionen</translation>
        </message>
        <message>
            <source>One for each migration</source>
            <translation>Eine für jede Migration</translation>
        </message>
        <message>
            <source>One for all of them</source>
            <translation>Eine für alle</translation>
        </message>
        <message>
            <source>None, statement by statement</source>
            <translation>Keine, Anweisung für Anweisung</translation>
        </message>
        <message>
            <source>Empty migration…</source>
            <translation>Leere Migration…</translation>
        </message>
        <message>
            <source>In the form of the tool in use, with all that it keeps</source>
            <translation>In der Form des verwendeten Werkzeugs, mit allem, was es führt</translation>
        </message>
        <message>
            <source>From the models…</source>
            <translation>Aus den Modellen…</translation>
        </message>
        <message>
            <source>Let the project's own command make a migration from its models</source>
            <translation>Den eigenen Befehl des Projekts eine Migration aus seinen Modellen erzeugen lassen</translation>
        </message>
        <message>
            <source>From the snapshots before and after the selected migration, to be read before it is saved</source>
            <translation>Aus den Snapshots vor und nach der ausgewählten Migration, zum Lesen vor dem Speichern</translation>
        </message>
        <message>
            <source>The last one…</source>
            <translation>Die letzte…</translation>
        </message>
        <message>
            <source>With a script for the way back</source>
            <translation>Mit einem Skript für den Rückweg</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>add item labels</source>
            <translation>add item labels</translation>
        </message>
        <message>
            <source>left empty, the tool names it</source>
            <translation>leer gelassen: das Werkzeug vergibt den Namen</translation>
        </message>
        <message>
            <source>No workspace open</source>
            <translation>Kein Arbeitsbereich geöffnet</translation>
        </message>
        <message>
            <source>A workspace is a project folder with its .env files, or the address of one database. The demo brings a database of its own.</source>
            <translation>Ein Arbeitsbereich ist ein Projektordner mit seinen .env-Dateien oder die Adresse einer Datenbank. Die Demo bringt eine eigene Datenbank mit.</translation>
        </message>
        <message>
            <source>Progress of opening</source>
            <translation>Fortschritt des Öffnens</translation>
        </message>
        <message>
            <source>The workspace could not be opened</source>
            <translation>Der Arbeitsbereich konnte nicht geöffnet werden</translation>
        </message>
        <message>
            <source>Another database than now</source>
            <translation>Eine andere Datenbank als jetzt</translation>
        </message>
        <message>
            <source>Connected</source>
            <translation>Verbunden</translation>
        </message>
        <message>
            <source>Fingerprint matches</source>
            <translation>Fingerabdruck stimmt überein</translation>
        </message>
        <message>
            <source>Fingerprint put on record today</source>
            <translation>Fingerabdruck heute verzeichnet</translation>
        </message>
        <message>
            <source>Fingerprint not readable</source>
            <translation>Fingerabdruck nicht lesbar</translation>
        </message>
        <message>
            <source>Fingerprint differs</source>
            <translation>Fingerabdruck weicht ab</translation>
        </message>
        <message>
            <source>%1 has not answered since %2, so nothing can be changed there now.</source>
            <translation>%1 hat seit %2 nicht geantwortet, daher kann dort jetzt nichts geändert werden.</translation>
        </message>
        <message>
            <source>Nothing was changed. Try again once it answers; “Try now” in the target bar asks it at once.</source>
            <translation>Nichts wurde geändert. Erneut versuchen, sobald sie antwortet; „Jetzt versuchen“ in der Zielleiste fragt sie sofort.</translation>
        </message>
        <message>
            <source>%1, no drift</source>
            <translation>%1, keine Drift</translation>
        </message>
        <message>
            <source>%1, drifted items: %2</source>
            <translation>%1, Einträge mit Drift: %2</translation>
        </message>
        <message>
            <source>Out of date since %1: %2 does not answer, and nothing can be changed there meanwhile</source>
            <translation>Veraltet seit %1: %2 antwortet nicht, und inzwischen kann dort nichts geändert werden</translation>
        </message>
        <message>
            <source>Drift over time is drawn from the second scan on.</source>
            <translation>Drift im Zeitverlauf wird ab dem zweiten Scan gezeichnet.</translation>
        </message>
        <message>
            <source>findings per scan</source>
            <translation>Befunde pro Scan</translation>
        </message>
        <message>
            <source>hh:mm</source>
            <translation>hh:mm</translation>
        </message>
        <message>
            <source>d MMM hh:mm</source>
            <translation>d. MMM hh:mm</translation>
        </message>
        <message>
            <source>Show details</source>
            <translation>Details anzeigen</translation>
        </message>
        <message>
            <source>%1, needs attention</source>
            <translation>%1, erfordert Aufmerksamkeit</translation>
        </message>
        <message>
            <source>Status of %1</source>
            <translation>Status von %1</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>Seiten</translation>
        </message>
        <message>
            <source>Value of %1</source>
            <translation>Wert von %1</translation>
        </message>
        <message>
            <source>Browse…</source>
            <translation>Durchsuchen…</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>Details of the plan</source>
            <translation>Details des Plans</translation>
        </message>
        <message>
            <source>Copy what this tab shows</source>
            <translation>Kopieren, was dieser Reiter zeigt</translation>
        </message>
        <message>
            <source>SQL</source>
            <translation>SQL</translation>
        </message>
        <message>
            <source>Rows per table</source>
            <translation>Zeilen pro Tabelle</translation>
        </message>
        <message>
            <source>Locks</source>
            <translation>Sperren</translation>
        </message>
        <message>
            <source>Nothing runs in the database.</source>
            <translation>In der Datenbank läuft nichts.</translation>
        </message>
        <message>
            <source>Refused from this desk</source>
            <translation>Von diesem Arbeitsplatz aus abgelehnt</translation>
        </message>
        <message>
            <source>Copy command</source>
            <translation>Befehl kopieren</translation>
        </message>
        <message>
            <source>Copy plan</source>
            <translation>Plan kopieren</translation>
        </message>
        <message>
            <source>Type %1 to confirm</source>
            <translation>Zur Bestätigung %1 eingeben</translation>
        </message>
        <message>
            <source>The name is right</source>
            <translation>Der Name stimmt</translation>
        </message>
        <message>
            <source>and %n more, which Copy plan has</source>
            <translation>und %n weitere, zu finden über „Plan kopieren“</translation>
        </message>
        <message>
            <source>What will be lost</source>
            <translation>Was verloren geht</translation>
        </message>
        <message>
            <source>Nothing.</source>
            <translation>Nichts.</translation>
        </message>
        <message>
            <source>Worth knowing</source>
            <translation>Wissenswert</translation>
        </message>
        <message>
            <source>Make no backup first</source>
            <translation>Zuvor keine Sicherung erstellen</translation>
        </message>
        <message>
            <source>The rules of this stage offer a backup and do not ask for one</source>
            <translation>Die Regeln dieser Stage bieten eine Sicherung an und verlangen keine</translation>
        </message>
        <message>
            <source>There is none.</source>
            <translation>Es gibt keinen.</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>Nummer</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>Wo</translation>
        </message>
        <message>
            <source>What can be done</source>
            <translation>Was getan werden kann</translation>
        </message>
        <message>
            <source>Whole value</source>
            <translation>Ganzer Wert</translation>
        </message>
        <message>
            <source>Select a cell to see all of its value, or a step of a plan.</source>
            <translation>Eine Zelle auswählen, um ihren ganzen Wert zu sehen, oder einen Schritt eines Plans.</translation>
        </message>
        <message>
            <source>only the beginning is shown: copy it to have all</source>
            <translation>nur der Anfang wird angezeigt: Kopieren liefert den ganzen Wert</translation>
        </message>
        <message>
            <source>Row %1</source>
            <translation>Zeile %1</translation>
        </message>
        <message>
            <source>Empty text</source>
            <translation>Leerer Text</translation>
        </message>
        <message>
            <source>Step of the plan</source>
            <translation>Schritt des Plans</translation>
        </message>
        <message>
            <source>Writing</source>
            <translation>Wird geschrieben</translation>
        </message>
        <message>
            <source>Run query</source>
            <translation>Abfrage ausführen</translation>
        </message>
        <message>
            <source>Explain and measure query</source>
            <translation>Abfrage erklären und messen</translation>
        </message>
        <message>
            <source>Explain query</source>
            <translation>Abfrage erklären</translation>
        </message>
        <message>
            <source>Read names for completion</source>
            <translation>Namen für die Vervollständigung lesen</translation>
        </message>
        <message>
            <source>Read saved queries</source>
            <translation>Gespeicherte Abfragen lesen</translation>
        </message>
        <message>
            <source>Read the editor's text</source>
            <translation>Text des Editors lesen</translation>
        </message>
        <message>
            <source>Copy %1 rows</source>
            <translation>%1 Zeilen kopieren</translation>
        </message>
        <message>
            <source>Saved queries</source>
            <translation>Gespeicherte Abfragen</translation>
        </message>
        <message>
            <source>Recent queries</source>
            <translation>Letzte Abfragen</translation>
        </message>
        <message>
            <source>[queries] in arborist.toml names files of SQL: they stand here, and arboristctl query runs them by name.</source>
            <translation>[queries] in arborist.toml nennt SQL-Dateien: sie stehen hier, und arboristctl query führt sie unter ihrem Namen aus.</translation>
        </message>
        <message>
            <source>What you run is listed here until the window is closed; it is never written to a file.</source>
            <translation>Was ausgeführt wird, steht hier, bis das Fenster geschlossen wird; es wird nie in eine Datei geschrieben.</translation>
        </message>
        <message>
            <source>Recent</source>
            <translation>Zuletzt</translation>
        </message>
        <message>
            <source>not kept</source>
            <translation>nicht aufbewahrt</translation>
        </message>
        <message>
            <source>“%1” does not occur</source>
            <translation>„%1“ kommt nicht vor</translation>
        </message>
        <message>
            <source>There is no statement to run</source>
            <translation>Es gibt keine Anweisung zum Ausführen</translation>
        </message>
        <message>
            <source>A parameter has no value yet</source>
            <translation>Ein Parameter hat noch keinen Wert</translation>
        </message>
        <message>
            <source>Write a query</source>
            <translation>Eine Abfrage schreiben</translation>
        </message>
        <message>
            <source>Running, %1 rows, %2</source>
            <translation>Läuft, %1 Zeilen, %2</translation>
        </message>
        <message>
            <source>Running, %1</source>
            <translation>Läuft, %1</translation>
        </message>
        <message>
            <source>Nothing has been run yet</source>
            <translation>Noch wurde nichts ausgeführt</translation>
        </message>
        <message>
            <source>Read only on %1</source>
            <translation>Nur lesend auf %1</translation>
        </message>
        <message>
            <source>Cancelled; nothing was changed</source>
            <translation>Abgebrochen; nichts wurde geändert</translation>
        </message>
        <message>
            <source>%1 restored</source>
            <translation>%1 wiederhergestellt</translation>
        </message>
        <message>
            <source>%1 changed</source>
            <translation>%1 geändert</translation>
        </message>
        <message>
            <source>The run has been taken back.</source>
            <translation>Der Lauf wurde zurückgenommen.</translation>
        </message>
        <message>
            <source>Explained in %1</source>
            <translation>Erklärt in %1</translation>
        </message>
        <message>
            <source>Cancelled after %1; nothing was changed</source>
            <translation>Nach %1 abgebrochen; nichts wurde geändert</translation>
        </message>
        <message>
            <source>Nothing was changed. As a change it gets a plan, which you confirm, and a way back.</source>
            <translation>Nichts wurde geändert. Als Änderung erhält es einen Plan, der zu bestätigen ist, und einen Rückweg.</translation>
        </message>
        <message>
            <source>SQLSTATE %1</source>
            <translation>SQLSTATE %1</translation>
        </message>
        <message>
            <source>Run as a change…</source>
            <translation>Als Änderung ausführen…</translation>
        </message>
        <message>
            <source>Run again</source>
            <translation>Erneut ausführen</translation>
        </message>
        <message>
            <source>Tab separated values</source>
            <translation>Tabulatorgetrennte Werte</translation>
        </message>
        <message>
            <source>JSON</source>
            <translation>JSON</translation>
        </message>
        <message>
            <source>Markdown table</source>
            <translation>Markdown-Tabelle</translation>
        </message>
        <message>
            <source>%1 written to %2</source>
            <translation>%1 nach %2 geschrieben</translation>
        </message>
        <message>
            <source>The query was run again, without the limit of rows.</source>
            <translation>Die Abfrage wurde ohne die Zeilengrenze erneut ausgeführt.</translation>
        </message>
        <message>
            <source>These are the rows that are shown here.</source>
            <translation>Es sind die Zeilen, die hier angezeigt werden.</translation>
        </message>
        <message>
            <source>Run the selection, or the statement under the cursor (Ctrl+Enter)</source>
            <translation>Die Auswahl oder die Anweisung unter dem Cursor ausführen (Ctrl+Enter)</translation>
        </message>
        <message>
            <source>Run all</source>
            <translation>Alle ausführen</translation>
        </message>
        <message>
            <source>Run all statements (F5)</source>
            <translation>Alle Anweisungen ausführen (F5)</translation>
        </message>
        <message>
            <source>Cancel the query (Esc)</source>
            <translation>Die Abfrage abbrechen (Esc)</translation>
        </message>
        <message>
            <source>Explain</source>
            <translation>Erklären</translation>
        </message>
        <message>
            <source>Show how the server would run the statement; nothing is run (Ctrl+E)</source>
            <translation>Zeigen, wie der Server die Anweisung ausführen würde; nichts wird ausgeführt (Ctrl+E)</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>Messen</translation>
        </message>
        <message>
            <source>Run the statement and show what each step took; what would write is refused (Ctrl+Shift+E)</source>
            <translation>Die Anweisung ausführen und zeigen, was jeder Schritt gebraucht hat; was schreiben würde, wird abgelehnt (Ctrl+Shift+E)</translation>
        </message>
        <message>
            <source>Write the result to a file: the rows that are here, or where there are more, all of them by running the query again</source>
            <translation>Das Ergebnis in eine Datei schreiben: die Zeilen, die hier sind, oder, wo es mehr gibt, alle, indem die Abfrage erneut ausgeführt wird</translation>
        </message>
        <message>
            <source>How many rows are fetched</source>
            <translation>Wie viele Zeilen geholt werden</translation>
        </message>
        <message>
            <source>First 1,000 rows</source>
            <translation>Erste 1.000 Zeilen</translation>
        </message>
        <message>
            <source>First 10,000 rows</source>
            <translation>Erste 10.000 Zeilen</translation>
        </message>
        <message>
            <source>First 100,000 rows</source>
            <translation>Erste 100.000 Zeilen</translation>
        </message>
        <message>
            <source>All rows</source>
            <translation>Alle Zeilen</translation>
        </message>
        <message>
            <source>When a statement is stopped</source>
            <translation>Wann eine Anweisung abgebrochen wird</translation>
        </message>
        <message>
            <source>Stop after 10 s</source>
            <translation>Nach 10 s abbrechen</translation>
        </message>
        <message>
            <source>Stop after 1 min</source>
            <translation>Nach 1 min abbrechen</translation>
        </message>
        <message>
            <source>Stop after 10 min</source>
            <translation>Nach 10 min abbrechen</translation>
        </message>
        <message>
            <source>Never stop</source>
            <translation>Nie abbrechen</translation>
        </message>
        <message>
            <source>Find in the SQL</source>
            <translation>Im SQL suchen</translation>
        </message>
        <message>
            <source>Ctrl+Enter runs the statement under the cursor, in a transaction that only reads: nothing can be changed. Statements that write are run as a change, with a plan and a way back.</source>
            <translation>Ctrl+Enter führt die Anweisung unter dem Cursor aus, in einer Transaktion, die nur liest: nichts kann geändert werden. Anweisungen, die schreiben, werden als Änderung ausgeführt, mit einem Plan und einem Rückweg.</translation>
        </message>
        <message>
            <source>1 row copied</source>
            <translation>1 Zeile kopiert</translation>
        </message>
        <message>
            <source>%1 rows copied</source>
            <translation>%1 Zeilen kopiert</translation>
        </message>
        <message>
            <source>Nothing to do</source>
            <translation>Nichts zu tun</translation>
        </message>
        <message>
            <source>The statements write nothing.</source>
            <translation>Die Anweisungen schreiben nichts.</translation>
        </message>
        <message>
            <source>Statement</source>
            <translation>Anweisung</translation>
        </message>
        <message>
            <source>Rewrites</source>
            <translation>Neu geschrieben</translation>
        </message>
        <message>
            <source>Enum</source>
            <translation>Enum</translation>
        </message>
        <message>
            <source>Sequence</source>
            <translation>Sequenz</translation>
        </message>
        <message>
            <source>View</source>
            <translation>View</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>Rolle</translation>
        </message>
        <message>
            <source>Policy</source>
            <translation>Policy</translation>
        </message>
        <message>
            <source>New or renamed</source>
            <translation>Neu oder umbenannt</translation>
        </message>
        <message>
            <source>Is it new, or another renamed?</source>
            <translation>Ist es neu oder wurde anderes umbenannt?</translation>
        </message>
        <message>
            <source>Which of these %1 are new, which renamed?</source>
            <translation>Welche dieser %1 sind neu, welche umbenannt?</translation>
        </message>
        <message>
            <source>What was renamed keeps its data; what is new begins empty, and what has gone from the models is dropped. Nothing has been written yet.</source>
            <translation>Umbenanntes behält seine Daten; Neues beginnt leer, und was aus den Modellen verschwunden ist, wird gelöscht. Noch wurde nichts geschrieben.</translation>
        </message>
        <message>
            <source>Renamed, was %1</source>
            <translation>Umbenannt, war %1</translation>
        </message>
        <message>
            <source>Repair</source>
            <translation>Reparieren</translation>
        </message>
        <message>
            <source>All derived values…</source>
            <translation>Alle abgeleiteten Werte…</translation>
        </message>
        <message>
            <source>Depth and path…</source>
            <translation>Tiefe und Pfad…</translation>
        </message>
        <message>
            <source>Counts and sums…</source>
            <translation>Anzahlen und Summen…</translation>
        </message>
        <message>
            <source>Dates…</source>
            <translation>Termine…</translation>
        </message>
        <message>
            <source>Orphans</source>
            <translation>Waisen</translation>
        </message>
        <message>
            <source>Re-attach to the nearest ancestor…</source>
            <translation>An den nächsten Vorfahren anhängen…</translation>
        </message>
        <message>
            <source>Promote to top level…</source>
            <translation>Auf die oberste Ebene heben…</translation>
        </message>
        <message>
            <source>Delete with their subtrees…</source>
            <translation>Mit ihren Teilbäumen löschen…</translation>
        </message>
        <message>
            <source>%1 (%2)…</source>
            <translation>%1 (%2)…</translation>
        </message>
        <message>
            <source>%1…</source>
            <translation>%1…</translation>
        </message>
        <message>
            <source>Review plan…</source>
            <translation>Plan ansehen…</translation>
        </message>
        <message>
            <source>Custom form of pg_dump</source>
            <translation>Form custom von pg_dump</translation>
        </message>
        <message>
            <source>Directory form of pg_dump</source>
            <translation>Form directory von pg_dump</translation>
        </message>
        <message>
            <source>tar form of pg_dump</source>
            <translation>Form tar von pg_dump</translation>
        </message>
        <message>
            <source>SQL script, gzip</source>
            <translation>SQL-Skript, gzip</translation>
        </message>
        <message>
            <source>SQL script, zstd</source>
            <translation>SQL-Skript, zstd</translation>
        </message>
        <message>
            <source>SQL script</source>
            <translation>SQL-Skript</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1 (%2)</translation>
        </message>
        <message>
            <source>It does not say</source>
            <translation>Keine Angabe</translation>
        </message>
        <message>
            <source>Rows of 1 table</source>
            <translation>Zeilen von 1 Tabelle</translation>
        </message>
        <message>
            <source>Rows of %1 tables</source>
            <translation>Zeilen von %1 Tabellen</translation>
        </message>
        <message>
            <source>Restore a dump to %1</source>
            <translation>Einen Dump nach %1 wiederherstellen</translation>
        </message>
        <message>
            <source>Backups of Arborist and any other dump of pg_dump: custom, directory and tar form, or an SQL script, also packed by gzip or zstd.</source>
            <translation>Sicherungen von Arborist und jeder andere Dump von pg_dump: in der Form custom, directory oder tar, oder ein SQL-Skript, auch mit gzip oder zstd gepackt.</translation>
        </message>
        <message>
            <source>Dump</source>
            <translation>Dump</translation>
        </message>
        <message>
            <source>Dump to restore</source>
            <translation>Wiederherzustellender Dump</translation>
        </message>
        <message>
            <source>In the place of %1</source>
            <translation>An die Stelle von %1</translation>
        </message>
        <message>
            <source>Into the database of %1 itself</source>
            <translation>In die Datenbank von %1 selbst</translation>
        </message>
        <message>
            <source>Into a new database</source>
            <translation>In eine neue Datenbank</translation>
        </message>
        <message>
            <source>Everything in it belongs to the role that restores it</source>
            <translation>Alles darin gehört der Rolle, die es wiederherstellt</translation>
        </message>
        <message>
            <source>What depends on what is replaced may go</source>
            <translation>Was von Ersetztem abhängt, darf entfallen</translation>
        </message>
        <message>
            <source>What the dump is</source>
            <translation>Was der Dump ist</translation>
        </message>
        <message>
            <source>Into a new database beside it, whose rows are compared with the dump before the names are swapped. The old one is kept for %1 days.</source>
            <translation>In eine neue Datenbank daneben, deren Zeilen mit dem Dump verglichen werden, bevor die Namen getauscht werden. Die alte wird %1 Tage aufbewahrt.</translation>
        </message>
        <message>
            <source>In one transaction, behind a backup: for servers on which no database can be made.</source>
            <translation>In einer Transaktion, nach einer Sicherung: für Server, auf denen keine Datenbank angelegt werden kann.</translation>
        </message>
        <message>
            <source>Views and the like that the dump does not have, where it is restored into the database itself. The plan names them; without this it is refused.</source>
            <translation>Sichten und dergleichen, die der Dump nicht hat, wo in die Datenbank selbst wiederhergestellt wird. Der Plan nennt sie; ohne dies wird es abgelehnt.</translation>
        </message>
        <message>
            <source>Name of the new database</source>
            <translation>Name der neuen Datenbank</translation>
        </message>
        <message>
            <source>By the processors</source>
            <translation>Nach den Prozessoren</translation>
        </message>
        <message>
            <source>What</source>
            <translation>Was</translation>
        </message>
        <message>
            <source>Of</source>
            <translation>Von</translation>
        </message>
        <message>
            <source>Holds</source>
            <translation>Inhalt</translation>
        </message>
        <message>
            <source>None: nothing tells whether a byte of it has changed</source>
            <translation>Keines: nichts besagt, ob sich ein Byte davon geändert hat</translation>
        </message>
        <message>
            <source>Owners</source>
            <translation>Eigentümer</translation>
        </message>
        <message>
            <source>Name a dump.</source>
            <translation>Einen Dump nennen.</translation>
        </message>
        <message>
            <source>Press Return to look at the dump.</source>
            <translation>Die Eingabetaste drücken, um den Dump anzusehen.</translation>
        </message>
        <message>
            <source>Name the new database.</source>
            <translation>Die neue Datenbank benennen.</translation>
        </message>
        <message>
            <source>Copy as CSV</source>
            <translation>Als CSV kopieren</translation>
        </message>
        <message>
            <source>Copy as JSON</source>
            <translation>Als JSON kopieren</translation>
        </message>
        <message>
            <source>Copy as Markdown</source>
            <translation>Als Markdown kopieren</translation>
        </message>
        <message>
            <source>Fetch all rows</source>
            <translation>Alle Zeilen holen</translation>
        </message>
        <message>
            <source>Results</source>
            <translation>Ergebnisse</translation>
        </message>
        <message>
            <source>Messages</source>
            <translation>Meldungen</translation>
        </message>
        <message>
            <source>About the result</source>
            <translation>Über das Ergebnis</translation>
        </message>
        <message>
            <source>Nothing was changed</source>
            <translation>Nichts wurde geändert</translation>
        </message>
        <message>
            <source>Result %1</source>
            <translation>Ergebnis %1</translation>
        </message>
        <message>
            <source>First rows only: there are more</source>
            <translation>Nur die ersten Zeilen: es gibt weitere</translation>
        </message>
        <message>
            <source>Only the rows of the first %1 statements are kept.</source>
            <translation>Nur die Zeilen der ersten %1 Anweisungen werden aufbewahrt.</translation>
        </message>
        <message>
            <source>Messages (%1)</source>
            <translation>Meldungen (%1)</translation>
        </message>
        <message>
            <source>First %1 rows, there are more</source>
            <translation>Erste %1 Zeilen, es gibt weitere</translation>
        </message>
        <message>
            <source>%1 in memory</source>
            <translation>%1 im Arbeitsspeicher</translation>
        </message>
        <message>
            <source>read only</source>
            <translation>nur lesend</translation>
        </message>
        <message>
            <source>Rules of %1</source>
            <translation>Regeln von %1</translation>
        </message>
        <message>
            <source>Stored values are compared with what these rules expect. Where the data do not tell the rule, nothing is compared until one is chosen.</source>
            <translation>Gespeicherte Werte werden mit dem verglichen, was nach diesen Regeln zu erwarten ist. Wo die Daten die Regel nicht verraten, wird nichts verglichen, bis eine gewählt ist.</translation>
        </message>
        <message>
            <source>Share of the inner items that agree with the rule</source>
            <translation>Anteil der inneren Einträge, die mit der Regel übereinstimmen</translation>
        </message>
        <message>
            <source>Rule of %1</source>
            <translation>Regel von %1</translation>
        </message>
        <message>
            <source>Find it out from the data again</source>
            <translation>Erneut aus den Daten ermitteln</translation>
        </message>
        <message>
            <source>Leave it open</source>
            <translation>Offen lassen</translation>
        </message>
        <message>
            <source>%1 (%2 % agree)</source>
            <translation>%1 (%2 % stimmen überein)</translation>
        </message>
        <message>
            <source>Keep for this workspace on this machine</source>
            <translation>Für diesen Arbeitsbereich auf diesem Rechner speichern</translation>
        </message>
        <message>
            <source>Scans, scheduled ones and repairs of the window and of arboristctl take the rules, until they are found out from the data again. arborist.toml outranks them.</source>
            <translation>Scans, auch geplante, und Reparaturen des Fensters und von arboristctl verwenden die Regeln, bis sie erneut aus den Daten ermittelt werden. arborist.toml hat Vorrang.</translation>
        </message>
        <message>
            <source>Scan again</source>
            <translation>Erneut scannen</translation>
        </message>
        <message>
            <source>No row is known to be written.</source>
            <translation>Von keiner Zeile ist bekannt, dass sie geschrieben wurde.</translation>
        </message>
        <message>
            <source>1 row was written and stays.</source>
            <translation>1 Zeile wurde geschrieben und bleibt.</translation>
        </message>
        <message>
            <source>%1 rows were written and stay.</source>
            <translation>%1 Zeilen wurden geschrieben und bleiben.</translation>
        </message>
        <message>
            <source>Whether a last batch of %1 was written, too, the server tells when the run is undone.</source>
            <translation>Ob auch ein letzter Stapel von %1 geschrieben wurde, teilt der Server mit, wenn der Lauf rückgängig gemacht wird.</translation>
        </message>
        <message>
            <source>Nothing was written.</source>
            <translation>Nichts wurde geschrieben.</translation>
        </message>
        <message>
            <source>Read past runs</source>
            <translation>Frühere Läufe lesen</translation>
        </message>
        <message>
            <source>Export the audit</source>
            <translation>Das Audit exportieren</translation>
        </message>
        <message>
            <source>Steps of the run</source>
            <translation>Schritte des Laufs</translation>
        </message>
        <message>
            <source>Notes</source>
            <translation>Hinweise</translation>
        </message>
        <message>
            <source>What was lost</source>
            <translation>Was verloren ging</translation>
        </message>
        <message>
            <source>No run selected</source>
            <translation>Kein Lauf ausgewählt</translation>
        </message>
        <message>
            <source>Select a run to see what it did and how to come back.</source>
            <translation>Einen Lauf auswählen, um zu sehen, was er getan hat und wie der Rückweg ist.</translation>
        </message>
        <message>
            <source>Outcome</source>
            <translation>Ausgang</translation>
        </message>
        <message>
            <source>Takes back</source>
            <translation>Nimmt zurück</translation>
        </message>
        <message>
            <source>Taken back by</source>
            <translation>Zurückgenommen durch</translation>
        </message>
        <message>
            <source>The run was cut off. %1</source>
            <translation>Der Lauf wurde unterbrochen. %1</translation>
        </message>
        <message>
            <source>Used: this run has been taken back.</source>
            <translation>Verbraucht: dieser Lauf wurde zurückgenommen.</translation>
        </message>
        <message>
            <source>Expired: its journal was deleted after the days that journals are kept. The run can no longer be taken back.</source>
            <translation>Abgelaufen: sein Journal wurde nach Ende der Aufbewahrungszeit für Journale gelöscht. Der Lauf kann nicht mehr zurückgenommen werden.</translation>
        </message>
        <message>
            <source>planned</source>
            <translation>geplant</translation>
        </message>
        <message>
            <source>When</source>
            <translation>Wann</translation>
        </message>
        <message>
            <source>Cut off</source>
            <translation>Unterbrochen</translation>
        </message>
        <message>
            <source>Done, undone</source>
            <translation>Fertig, zurückgenommen</translation>
        </message>
        <message>
            <source>Repairs and everything else that changes a database are kept here, with what they did and a way back. Scans only read: they stand under Jobs.</source>
            <translation>Reparaturen und alles andere, was eine Datenbank ändert, werden hier aufbewahrt, mit dem, was sie getan haben, und einem Rückweg. Scans lesen nur: sie stehen unter Aufträge.</translation>
        </message>
        <message>
            <source>Progress of the scan</source>
            <translation>Fortschritt des Scans</translation>
        </message>
        <message>
            <source>Connecting</source>
            <translation>Verbindung wird aufgebaut</translation>
        </message>
        <message>
            <source>Scheduled scan of %1</source>
            <translation>Geplanter Scan von %1</translation>
        </message>
        <message>
            <source>Scheduled scans</source>
            <translation>Geplante Scans</translation>
        </message>
        <message>
            <source>Off</source>
            <translation>Aus</translation>
        </message>
        <message>
            <source>Every 15 minutes</source>
            <translation>Alle 15 Minuten</translation>
        </message>
        <message>
            <source>Every hour</source>
            <translation>Stündlich</translation>
        </message>
        <message>
            <source>Every 4 hours</source>
            <translation>Alle 4 Stunden</translation>
        </message>
        <message>
            <source>Daily</source>
            <translation>Täglich</translation>
        </message>
        <message>
            <source>All reachable stages</source>
            <translation>Alle erreichbaren Stages</translation>
        </message>
        <message>
            <source>Scan now</source>
            <translation>Jetzt scannen</translation>
        </message>
        <message>
            <source>Scanning…</source>
            <translation>Wird gescannt…</translation>
        </message>
        <message>
            <source>The last scan failed: %1</source>
            <translation>Der letzte Scan ist fehlgeschlagen: %1</translation>
        </message>
        <message>
            <source>Next scan at %1</source>
            <translation>Nächster Scan um %1</translation>
        </message>
        <message>
            <source>Fills tables from the project’s files, in one transaction and in the order that foreign keys ask for. Rows that are there already are passed over.</source>
            <translation>Befüllt Tabellen aus den Dateien des Projekts, in einer Transaktion und in der Reihenfolge, die Fremdschlüssel verlangen. Bereits vorhandene Zeilen werden übergangen.</translation>
        </message>
        <message>
            <source>File</source>
            <translation>Datei</translation>
        </message>
        <message>
            <source>Run the project’s own command instead: %1</source>
            <translation>Stattdessen den eigenen Befehl des Projekts ausführen: %1</translation>
        </message>
        <message>
            <source>The project has no seed: put *.sql, *.csv or *.json files into a folder “seeds”, or name one in arborist.toml, [seed] folder.</source>
            <translation>Das Projekt hat keinen Seed: Dateien *.sql, *.csv oder *.json in einen Ordner „seeds“ legen oder einen in arborist.toml nennen, [seed] folder.</translation>
        </message>
        <message>
            <source>%1 holds no *.sql, *.csv or *.json.</source>
            <translation>%1 enthält weder *.sql noch *.csv noch *.json.</translation>
        </message>
        <message>
            <source>Empty all tables first</source>
            <translation>Zuerst alle Tabellen leeren</translation>
        </message>
        <message>
            <source>Empty the seed’s tables first, and what refers to them</source>
            <translation>Zuerst die Tabellen des Seeds leeren und was auf sie verweist</translation>
        </message>
        <message>
            <source>Choose a file.</source>
            <translation>Eine Datei wählen.</translation>
        </message>
        <message>
            <source>There is no stage %1 in %2.</source>
            <translation>In %2 gibt es keine Stage %1.</translation>
        </message>
        <message>
            <source>Set ARBORIST_STAGE or DEVSTRIDE_STAGE to one of its stages (%1), or leave them unset.</source>
            <translation>ARBORIST_STAGE oder DEVSTRIDE_STAGE auf eine der Stages setzen (%1) oder nicht setzen.</translation>
        </message>
        <message>
            <source>Close the workspace</source>
            <translation>Den Arbeitsbereich schließen</translation>
        </message>
        <message>
            <source>Lay out items</source>
            <translation>Einträge anordnen</translation>
        </message>
        <message>
            <source>SQL editor</source>
            <translation>SQL-Editor</translation>
        </message>
        <message>
            <source>SQL of the migration</source>
            <translation>SQL der Migration</translation>
        </message>
        <message>
            <source>Answer time</source>
            <translation>Antwortzeit</translation>
        </message>
        <message>
            <source>No stage has answered yet</source>
            <translation>Noch hat keine Stage geantwortet</translation>
        </message>
        <message>
            <source>Milliseconds</source>
            <translation>Millisekunden</translation>
        </message>
        <message>
            <source>Stage %1, protected</source>
            <translation>Stage %1, geschützt</translation>
        </message>
        <message>
            <source>Stage %1</source>
            <translation>Stage %1</translation>
        </message>
        <message>
            <source>Test connection</source>
            <translation>Verbindung testen</translation>
        </message>
        <message>
            <source>Review changes…</source>
            <translation>Änderungen ansehen…</translation>
        </message>
        <message>
            <source>Test the connection of %1</source>
            <translation>Verbindung von %1 testen</translation>
        </message>
        <message>
            <source>Green</source>
            <translation>Grün</translation>
        </message>
        <message>
            <source>Teal</source>
            <translation>Blaugrün</translation>
        </message>
        <message>
            <source>Blue</source>
            <translation>Blau</translation>
        </message>
        <message>
            <source>Violet</source>
            <translation>Violett</translation>
        </message>
        <message>
            <source>Magenta</source>
            <translation>Magenta</translation>
        </message>
        <message>
            <source>Amber</source>
            <translation>Bernstein</translation>
        </message>
        <message>
            <source>Red</source>
            <translation>Rot</translation>
        </message>
        <message>
            <source>Grey</source>
            <translation>Grau</translation>
        </message>
        <message>
            <source>By its name</source>
            <translation>Nach dem Namen</translation>
        </message>
        <message>
            <source>Protected: changes need its name, typed</source>
            <translation>Geschützt: für Änderungen muss der Name eingegeben werden</translation>
        </message>
        <message>
            <source>Read only: nothing is ever written there</source>
            <translation>Nur lesend: dort wird nie etwas geschrieben</translation>
        </message>
        <message>
            <source>Protection</source>
            <translation>Schutz</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>Farbe</translation>
        </message>
        <message>
            <source>By its environment</source>
            <translation>Nach der Umgebung</translation>
        </message>
        <message>
            <source>A variable of a .env file</source>
            <translation>Eine Variable einer .env-Datei</translation>
        </message>
        <message>
            <source>arborist.toml, without password</source>
            <translation>arborist.toml, ohne Passwort</translation>
        </message>
        <message>
            <source>The keychain</source>
            <translation>Der Schlüsselbund</translation>
        </message>
        <message>
            <source>AWS Secrets Manager</source>
            <translation>AWS Secrets Manager</translation>
        </message>
        <message>
            <source>Neon</source>
            <translation>Neon</translation>
        </message>
        <message>
            <source>Variable</source>
            <translation>Variable</translation>
        </message>
        <message>
            <source>Name of the secret</source>
            <translation>Name des Secrets</translation>
        </message>
        <message>
            <source>Keep the address typed here in the keychain</source>
            <translation>Die hier eingegebene Adresse im Schlüsselbund aufbewahren</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>Passwort</translation>
        </message>
        <message>
            <source>Further addresses</source>
            <translation>Weitere Adressen</translation>
        </message>
        <message>
            <source>Of the same cluster, for a failover</source>
            <translation>Desselben Clusters, für ein Failover</translation>
        </message>
        <message>
            <source>SSH host</source>
            <translation>SSH-Host</translation>
        </message>
        <message>
            <source>As it is, while host and user stay</source>
            <translation>Wie bisher, solange Host und Benutzer bleiben</translation>
        </message>
        <message>
            <source>Goes into the keychain</source>
            <translation>Kommt in den Schlüsselbund</translation>
        </message>
        <message>
            <source>Goes into the .env file</source>
            <translation>Kommt in die .env-Datei</translation>
        </message>
        <message>
            <source>Stages</source>
            <translation>Stages</translation>
        </message>
        <message>
            <source>On record</source>
            <translation>Verzeichnet</translation>
        </message>
        <message>
            <source>Allowed here</source>
            <translation>Hier erlaubt</translation>
        </message>
        <message>
            <source>This desk</source>
            <translation>Dieser Arbeitsplatz</translation>
        </message>
        <message>
            <source>A pipeline</source>
            <translation>Eine Pipeline</translation>
        </message>
        <message>
            <source>Connection</source>
            <translation>Verbindung</translation>
        </message>
        <message>
            <source>Rules of this stage</source>
            <translation>Regeln dieser Stage</translation>
        </message>
        <message>
            <source>Where the address comes from</source>
            <translation>Woher die Adresse stammt</translation>
        </message>
        <message>
            <source>How the stage answers</source>
            <translation>Wie die Stage antwortet</translation>
        </message>
        <message>
            <source>What is allowed here</source>
            <translation>Was hier erlaubt ist</translation>
        </message>
        <message>
            <source>Use as target</source>
            <translation>Als Ziel verwenden</translation>
        </message>
        <message>
            <source>Trust this database…</source>
            <translation>Dieser Datenbank vertrauen…</translation>
        </message>
        <message>
            <source>Check again</source>
            <translation>Erneut prüfen</translation>
        </message>
        <message>
            <source>Leads to another database</source>
            <translation>Führt zu einer anderen Datenbank</translation>
        </message>
        <message>
            <source>Leads to the database of %1</source>
            <translation>Führt zur Datenbank von %1</translation>
        </message>
        <message>
            <source>Check the address before anything is changed through this stage.</source>
            <translation>Die Adresse prüfen, bevor durch diese Stage etwas geändert wird.</translation>
        </message>
        <message>
            <source>Another PostgreSQL version</source>
            <translation>Andere PostgreSQL-Version</translation>
        </message>
        <message>
            <source>A standby by now</source>
            <translation>Inzwischen ein Standby</translation>
        </message>
        <message>
            <source>Less protected than before</source>
            <translation>Weniger geschützt als zuvor</translation>
        </message>
        <message>
            <source>Looks like the database of %1</source>
            <translation>Sieht aus wie die Datenbank von %1</translation>
        </message>
        <message>
            <source>Identity not readable</source>
            <translation>Identität nicht lesbar</translation>
        </message>
        <message>
            <source>At another address</source>
            <translation>An einer anderen Adresse</translation>
        </message>
        <message>
            <source>Only this machine knows its database. “Trust this database…” writes it into arborist.lock; commit that, so that others know it before their first contact.</source>
            <translation>Nur dieser Rechner kennt ihre Datenbank. „Dieser Datenbank vertrauen…“ schreibt sie in arborist.lock; die Datei committen, damit andere sie vor ihrem ersten Kontakt kennen.</translation>
        </message>
        <message>
            <source>Way</source>
            <translation>Weg</translation>
        </message>
        <message>
            <source>Through a pooler</source>
            <translation>Über einen Pooler</translation>
        </message>
        <message>
            <source>Standby</source>
            <translation>Standby</translation>
        </message>
        <message>
            <source>Primary</source>
            <translation>Primär</translation>
        </message>
        <message>
            <source>Checked</source>
            <translation>Geprüft</translation>
        </message>
        <message>
            <source>Read only</source>
            <translation>Nur lesend</translation>
        </message>
        <message>
            <source>not readable</source>
            <translation>nicht lesbar</translation>
        </message>
        <message>
            <source>socket</source>
            <translation>Socket</translation>
        </message>
        <message>
            <source>System ID</source>
            <translation>System-ID</translation>
        </message>
        <message>
            <source>Database OID</source>
            <translation>Datenbank-OID</translation>
        </message>
        <message>
            <source>Major version</source>
            <translation>Hauptversion</translation>
        </message>
        <message>
            <source>Timeline</source>
            <translation>Zeitlinie</translation>
        </message>
        <message>
            <source>Known as</source>
            <translation>Bekannt als</translation>
        </message>
        <message>
            <source>Backup first</source>
            <translation>Zuvor Sicherung</translation>
        </message>
        <message>
            <source>No stage selected</source>
            <translation>Keine Stage ausgewählt</translation>
        </message>
        <message>
            <source>Select a stage to see how it answers and where its address comes from.</source>
            <translation>Eine Stage auswählen, um zu sehen, wie sie antwortet und woher ihre Adresse stammt.</translation>
        </message>
        <message>
            <source>%1 of %2 items of %3 drifted, %4.</source>
            <translation>%1 von %2 Einträgen von %3 mit Drift, %4.</translation>
        </message>
        <message>
            <source>Is the target</source>
            <translation>Ist das Ziel</translation>
        </message>
        <message>
            <source>Check %1</source>
            <translation>%1 prüfen</translation>
        </message>
        <message>
            <source>%1 took the connection, but did not answer.</source>
            <translation>%1 hat die Verbindung angenommen, aber nicht geantwortet.</translation>
        </message>
        <message>
            <source>The server or the network hangs. Nothing was changed.</source>
            <translation>Der Server oder das Netz hängt. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Database and address</source>
            <translation>Datenbank und Adresse</translation>
        </message>
        <message>
            <source>Checking…</source>
            <translation>Wird geprüft…</translation>
        </message>
        <message>
            <source>Other database</source>
            <translation>Andere Datenbank</translation>
        </message>
        <message>
            <source>Check all</source>
            <translation>Alle prüfen</translation>
        </message>
        <message>
            <source>Check all stages (F5)</source>
            <translation>Alle Stages prüfen (F5)</translation>
        </message>
        <message>
            <source>Use as source</source>
            <translation>Als Quelle verwenden</translation>
        </message>
        <message>
            <source>Accept the database that the stage leads to as its own</source>
            <translation>Die Datenbank, zu der die Stage führt, als ihre eigene annehmen</translation>
        </message>
        <message>
            <source>All environments</source>
            <translation>Alle Umgebungen</translation>
        </message>
        <message>
            <source>Find stage</source>
            <translation>Stage suchen</translation>
        </message>
        <message>
            <source>Add stage…</source>
            <translation>Stage hinzufügen…</translation>
        </message>
        <message>
            <source>Edit stage…</source>
            <translation>Stage bearbeiten…</translation>
        </message>
        <message>
            <source>More</source>
            <translation>Mehr</translation>
        </message>
        <message>
            <source>Write to .env as target…</source>
            <translation>Als Ziel in .env schreiben…</translation>
        </message>
        <message>
            <source>Lets DB_CONNECTION_STRING lead to this stage's database</source>
            <translation>Lässt DB_CONNECTION_STRING zur Datenbank dieser Stage führen</translation>
        </message>
        <message>
            <source>Write to .env as source…</source>
            <translation>Als Quelle in .env schreiben…</translation>
        </message>
        <message>
            <source>Lets SOURCE_DB_CONNECTION_STRING lead to this stage's database</source>
            <translation>Lässt SOURCE_DB_CONNECTION_STRING zur Datenbank dieser Stage führen</translation>
        </message>
        <message>
            <source>Remove stage…</source>
            <translation>Stage entfernen…</translation>
        </message>
        <message>
            <source>Nothing would change</source>
            <translation>Nichts würde sich ändern</translation>
        </message>
        <message>
            <source>Files and records say that already.</source>
            <translation>So steht es schon in den Dateien und im Verzeichneten.</translation>
        </message>
        <message>
            <source>Legend</source>
            <translation>Legende</translation>
        </message>
        <message>
            <source>All</source>
            <translation>Alle</translation>
        </message>
        <message>
            <source>%1 for %2</source>
            <translation>%1 für %2</translation>
        </message>
        <message>
            <source>%1 of %2 chosen, %3</source>
            <translation>%1 von %2 gewählt, %3</translation>
        </message>
        <message>
            <source>%1, chosen</source>
            <translation>%1, gewählt</translation>
        </message>
        <message>
            <source>%1, not chosen</source>
            <translation>%1, nicht gewählt</translation>
        </message>
        <message>
            <source>Rows’ bytes</source>
            <translation>Bytes der Zeilen</translation>
        </message>
        <message>
            <source>Indexes’ bytes</source>
            <translation>Bytes der Indizes</translation>
        </message>
        <message>
            <source>%1: rows %2, indexes %3</source>
            <translation>%1: Zeilen %2, Indizes %3</translation>
        </message>
        <message>
            <source>Try now</source>
            <translation>Jetzt versuchen</translation>
        </message>
        <message>
            <source>no address</source>
            <translation>keine Adresse</translation>
        </message>
        <message>
            <source>Connected, %1</source>
            <translation>Verbunden, %1</translation>
        </message>
        <message>
            <source>protected</source>
            <translation>geschützt</translation>
        </message>
        <message>
            <source>Target stage: %1</source>
            <translation>Ziel-Stage: %1</translation>
        </message>
        <message>
            <source>Change the target stage (Ctrl+T)</source>
            <translation>Ziel-Stage wechseln (Ctrl+T)</translation>
        </message>
        <message>
            <source>%1 on %2: %3</source>
            <translation>%1 auf %2: %3</translation>
        </message>
        <message>
            <source>The folder %1 cannot be made.</source>
            <translation>Der Ordner %1 kann nicht angelegt werden.</translation>
        </message>
        <message>
            <source>Gave up after 10 minutes.</source>
            <translation>Nach 10 Minuten aufgegeben.</translation>
        </message>
        <message>
            <source>Show Arborist</source>
            <translation>Arborist anzeigen</translation>
        </message>
        <message>
            <source>The last scan found drift</source>
            <translation>Der letzte Scan fand Drift</translation>
        </message>
        <message>
            <source>Empties the chosen tables in one transaction, after their rows were written to an archive that brings them back. The record of migrations and tables of extensions are never touched.</source>
            <translation>Leert die gewählten Tabellen in einer Transaktion, nachdem ihre Zeilen in ein Archiv geschrieben wurden, das sie zurückbringt. Das Register der Migrationen und Tabellen von Erweiterungen werden nie berührt.</translation>
        </message>
        <message>
            <source>Numbers go on where they are instead of from the start</source>
            <translation>Nummern dort weiterzählen, wo sie sind, statt von Anfang an</translation>
        </message>
        <message>
            <source>Empty the tables that refer to them as well</source>
            <translation>Auch die Tabellen leeren, die auf sie verweisen</translation>
        </message>
        <message>
            <source>Goes along: refers to %1</source>
            <translation>Wird mitgenommen: verweist auf %1</translation>
        </message>
        <message>
            <source>Empty as well: %1</source>
            <translation>Ebenfalls leeren: %1</translation>
        </message>
        <message>
            <source>%1 refer to them: choose them as well, or tick the box.</source>
            <translation>Verweise auf sie: %1. Diese ebenfalls wählen oder das Kästchen ankreuzen.</translation>
        </message>
        <message>
            <source>A file of pg_dump is wanted: of its custom, directory or tar form, or a script (.sql), also packed by gzip or zstd.</source>
            <translation>Erwartet wird eine Datei von pg_dump: in der Form custom, directory oder tar, oder ein Skript (.sql), auch mit gzip oder zstd gepackt.</translation>
        </message>
        <message>
            <source>Looking through the dump</source>
            <translation>Dump wird durchgesehen</translation>
        </message>
        <message>
            <source>The dump was made by a newer pg_dump (format %1) than is known here.</source>
            <translation>Der Dump wurde von einem neueren pg_dump erstellt (Format %1), als hier bekannt ist.</translation>
        </message>
        <message>
            <source>Make it anew with pg_dump 18 or older, or restore it with the pg_restore of its version.</source>
            <translation>Ihn mit pg_dump 18 oder älter neu erstellen oder mit dem pg_restore seiner Version wiederherstellen.</translation>
        </message>
        <message>
            <source>The dump was made by a pg_dump of before 2010 (format %1).</source>
            <translation>Der Dump wurde von einem pg_dump aus der Zeit vor 2010 erstellt (Format %1).</translation>
        </message>
        <message>
            <source>Restore it by hand with an old pg_restore, and dump that database anew.</source>
            <translation>Ihn von Hand mit einem alten pg_restore wiederherstellen und von dieser Datenbank einen neuen Dump erstellen.</translation>
        </message>
        <message>
            <source>This is not a dump of pg_dump.</source>
            <translation>Dies ist kein Dump von pg_dump.</translation>
        </message>
        <message>
            <source>The dump is damaged: it is not what was written when it was made.</source>
            <translation>Der Dump ist beschädigt: er ist nicht, was beim Erstellen geschrieben wurde.</translation>
        </message>
        <message>
            <source>Take another dump, or copy this one anew.</source>
            <translation>Einen anderen Dump nehmen oder diesen neu kopieren.</translation>
        </message>
        <message>
            <source>large object %1</source>
            <translation>Large Object %1</translation>
        </message>
        <message>
            <source>The programs of PostgreSQL cannot be told of this connection: its %1 ends with a blank, or has a line break.</source>
            <translation>Den Programmen von PostgreSQL kann diese Verbindung nicht übergeben werden: ihr Wert für %1 endet mit einem Leerzeichen oder enthält einen Zeilenumbruch.</translation>
        </message>
        <message>
            <source>The programs of PostgreSQL cannot be told a password with a line break.</source>
            <translation>Den Programmen von PostgreSQL kann kein Passwort mit Zeilenumbruch übergeben werden.</translation>
        </message>
        <message>
            <source>%1 is not installed here.</source>
            <translation>%1 ist hier nicht installiert.</translation>
        </message>
        <message>
            <source>The server is PostgreSQL %1, and the newest %2 here is %3: it reads no newer servers.</source>
            <translation>Der Server ist PostgreSQL %1, und das neueste %2 hier ist %3: es liest keine neueren Server.</translation>
        </message>
        <message>
            <source>Install the package postgresql-client%1 (Debian; newer versions are at apt.postgresql.org).</source>
            <translation>Das Paket postgresql-client%1 installieren (Debian; neuere Versionen gibt es bei apt.postgresql.org).</translation>
        </message>
        <message>
            <source>gzip is not installed here.</source>
            <translation>gzip ist hier nicht installiert.</translation>
        </message>
        <message>
            <source>Install the package gzip.</source>
            <translation>Das Paket gzip installieren.</translation>
        </message>
        <message>
            <source>%1 cannot be opened: %2.</source>
            <translation>%1 kann nicht geöffnet werden: %2.</translation>
        </message>
        <message>
            <source>No stream can be made: %1.</source>
            <translation>Es kann kein Datenstrom angelegt werden: %1.</translation>
        </message>
        <message>
            <source>There is no room for the backup on the disk of %1.</source>
            <translation>Auf dem Datenträger von %1 ist kein Platz für die Sicherung.</translation>
        </message>
        <message>
            <source>Free some room there, or choose another place with --output or [backup] folder in arborist.toml. Nothing of the backup was kept.</source>
            <translation>Dort Platz schaffen oder mit --output oder [backup] folder in arborist.toml einen anderen Ort wählen. Von der Sicherung wurde nichts behalten.</translation>
        </message>
        <message>
            <source>pg_dump was ended by signal %1.</source>
            <translation>pg_dump wurde durch Signal %1 beendet.</translation>
        </message>
        <message>
            <source>pg_dump could not read the database: %1</source>
            <translation>pg_dump konnte die Datenbank nicht lesen: %1</translation>
        </message>
        <message>
            <source>Somebody ended it, or the machine ran out of memory. Run it again.</source>
            <translation>Jemand hat es beendet, oder dem Rechner ging der Arbeitsspeicher aus. Erneut ausführen.</translation>
        </message>
        <message>
            <source>Its owner may let this role read it: GRANT SELECT ON LARGE OBJECT, or ALTER LARGE OBJECT ... OWNER TO. Then run it again.</source>
            <translation>Der Eigentümer kann diese Rolle es lesen lassen: GRANT SELECT ON LARGE OBJECT, oder ALTER LARGE OBJECT ... OWNER TO. Dann noch einmal ausführen.</translation>
        </message>
        <message>
            <source>Check that the role may read every table, and run it again.</source>
            <translation>Prüfen, ob die Rolle jede Tabelle lesen darf, und erneut ausführen.</translation>
        </message>
        <message>
            <source>%1 exists already: a backup replaces nothing.</source>
            <translation>%1 gibt es bereits: eine Sicherung ersetzt nichts.</translation>
        </message>
        <message>
            <source>Choose another name.</source>
            <translation>Einen anderen Namen wählen.</translation>
        </message>
        <message>
            <source>Dump the database</source>
            <translation>Dump der Datenbank erstellen</translation>
        </message>
        <message>
            <source>Verify the backup</source>
            <translation>Sicherung prüfen</translation>
        </message>
        <message>
            <source>Read from a standby: rows of unlogged tables are not in the backup.</source>
            <translation>Von einem Standby gelesen: Zeilen von UNLOGGED-Tabellen sind nicht in der Sicherung.</translation>
        </message>
        <message>
            <source>The database %1 is not there any more.</source>
            <translation>Die Datenbank %1 ist nicht mehr da.</translation>
        </message>
        <message>
            <source>It was dropped or renamed since then: a backup brings back what was there.</source>
            <translation>Sie wurde seither gelöscht oder umbenannt: eine Sicherung bringt zurück, was da war.</translation>
        </message>
        <message>
            <source>A second connection to %1 led to another server than the first.</source>
            <translation>Eine zweite Verbindung zu %1 führte zu einem anderen Server als die erste.</translation>
        </message>
        <message>
            <source>Connect to the server itself, past poolers and lists of hosts.</source>
            <translation>Mit dem Server selbst verbinden, an Poolern und Listen von Hosts vorbei.</translation>
        </message>
        <message>
            <source>There is no second database to work from.</source>
            <translation>Es gibt keine zweite Datenbank, von der aus gearbeitet werden kann.</translation>
        </message>
        <message>
            <source>The manifest says “%1”, which this version does not know.</source>
            <translation>Im Manifest steht „%1“, was diese Version nicht kennt.</translation>
        </message>
        <message>
            <source>This is a dump of a whole server, made by pg_dumpall.</source>
            <translation>Dies ist ein Dump eines ganzen Servers, erstellt von pg_dumpall.</translation>
        </message>
        <message>
            <source>Restore it into a new server with psql, and dump the one database from there with pg_dump.</source>
            <translation>Ihn mit psql in einen neuen Server wiederherstellen und dort mit pg_dump einen Dump der einen Datenbank erstellen.</translation>
        </message>
        <message>
            <source>A dump of pg_dump's custom form lies in it, packed once more.</source>
            <translation>Darin liegt ein Dump in der Form custom von pg_dump, noch einmal gepackt.</translation>
        </message>
        <message>
            <source>Unpack it with gunzip or unzstd first.</source>
            <translation>Ihn zuerst mit gunzip oder unzstd entpacken.</translation>
        </message>
        <message>
            <source>This is no dump but a web page: the download has failed.</source>
            <translation>Dies ist kein Dump, sondern eine Webseite: das Herunterladen ist fehlgeschlagen.</translation>
        </message>
        <message>
            <source>Download it anew, and look at what the server says.</source>
            <translation>Ihn neu herunterladen und ansehen, was der Server sagt.</translation>
        </message>
        <message>
            <source>The file is empty.</source>
            <translation>Die Datei ist leer.</translation>
        </message>
        <message>
            <source>The dump leads to a database of its own choice: it was made with --create.</source>
            <translation>Der Dump führt in eine Datenbank seiner eigenen Wahl: er wurde mit --create erstellt.</translation>
        </message>
        <message>
            <source>Make it without --create, or take out CREATE DATABASE and \connect.</source>
            <translation>Ihn ohne --create erstellen oder CREATE DATABASE und \connect herausnehmen.</translation>
        </message>
        <message>
            <source>The dump is cut off: its last line is missing.</source>
            <translation>Der Dump ist abgeschnitten: seine letzte Zeile fehlt.</translation>
        </message>
        <message>
            <source>Take another dump: what is missing cannot be restored.</source>
            <translation>Einen anderen Dump nehmen: was fehlt, kann nicht wiederhergestellt werden.</translation>
        </message>
        <message>
            <source>It could not be restored without errors: %1</source>
            <translation>Sie konnte nicht ohne Fehler wiederhergestellt werden: %1</translation>
        </message>
        <message>
            <source>%1 has %2 rows instead of %3.</source>
            <translation>%1 hat %2 Zeilen statt %3.</translation>
        </message>
        <message>
            <source>Its schema is not the one that was backed up.</source>
            <translation>Ihr Schema ist nicht das, das gesichert wurde.</translation>
        </message>
        <message>
            <source>Restoring %1 to try it</source>
            <translation>%1 wird zur Probe wiederhergestellt</translation>
        </message>
        <message>
            <source>restored, rows counted</source>
            <translation>wiederhergestellt, Zeilen gezählt</translation>
        </message>
        <message>
            <source>%1 is not a dump of PostgreSQL.</source>
            <translation>%1 ist kein Dump von PostgreSQL.</translation>
        </message>
        <message>
            <source>restored on Arborist's own server, rows counted</source>
            <translation>auf Arborists eigenem Server wiederhergestellt, Zeilen gezählt</translation>
        </message>
        <message>
            <source>Nothing was replaced.</source>
            <translation>Nichts wurde ersetzt.</translation>
        </message>
        <message>
            <source>The dump is damaged: take another one, or copy it anew. arboristctl backups verify tells which are intact.</source>
            <translation>Der Dump ist beschädigt: einen anderen nehmen oder ihn neu kopieren. arboristctl backups verify sagt, welche unversehrt sind.</translation>
        </message>
        <message>
            <source>What the dump holds cannot be read: it may be damaged. arboristctl backups verify tells.</source>
            <translation>Was der Dump enthält, ist nicht lesbar: er ist vielleicht beschädigt. arboristctl backups verify gibt Auskunft.</translation>
        </message>
        <message>
            <source>Let a superuser create the extension in the database first.</source>
            <translation>Die Erweiterung zuerst von einem Superuser in der Datenbank anlegen lassen.</translation>
        </message>
        <message>
            <source>Create the roles that it names, or restore with --no-owner.</source>
            <translation>Die Rollen anlegen, die er nennt, oder mit --no-owner wiederherstellen.</translation>
        </message>
        <message>
            <source>Install the extension where the server is, and restore again.</source>
            <translation>Die Erweiterung dort installieren, wo der Server ist, und erneut wiederherstellen.</translation>
        </message>
        <message>
            <source>The dump may be of a newer server than this one: restore it to one that is as new.</source>
            <translation>Der Dump stammt vielleicht von einem neueren Server als diesem: ihn auf einem ebenso neuen wiederherstellen.</translation>
        </message>
        <message>
            <source>So many objects need more locks in one transaction: raise max_locks_per_transaction of the server, or restore beside.</source>
            <translation>So viele Objekte brauchen in einer Transaktion mehr Sperren: max_locks_per_transaction des Servers erhöhen oder daneben wiederherstellen.</translation>
        </message>
        <message>
            <source>Connect with a role that may do this: the owner of the database, or a superuser.</source>
            <translation>Mit einer Rolle verbinden, die das darf: dem Eigentümer der Datenbank oder einem Superuser.</translation>
        </message>
        <message>
            <source>Make room where the server keeps its data.</source>
            <translation>Platz schaffen, wo der Server seine Daten hat.</translation>
        </message>
        <message>
            <source>The run %1 was on another server.</source>
            <translation>Der Lauf %1 war auf einem anderen Server.</translation>
        </message>
        <message>
            <source>The server is still busy with %1.</source>
            <translation>Der Server ist noch mit %1 beschäftigt.</translation>
        </message>
        <message>
            <source>the role %1 may not create databases</source>
            <translation>die Rolle %1 darf keine Datenbanken anlegen</translation>
        </message>
        <message>
            <source>the role %1 is not a member of %2, which owns %3</source>
            <translation>die Rolle %1 ist kein Mitglied von %2, der Eigentümerin von %3</translation>
        </message>
        <message>
            <source>%1 has transactions that are prepared and not ended</source>
            <translation>%1 hat vorbereitete Transaktionen, die nicht beendet sind</translation>
        </message>
        <message>
            <source>there is no second database to rename it from: %1</source>
            <translation>es gibt keine zweite Datenbank, von der aus sie umbenannt werden kann: %1</translation>
        </message>
        <message>
            <source>The dump was made by pg_dump %1, and no pg_restore here is as new.</source>
            <translation>Der Dump wurde von pg_dump %1 erstellt, und kein pg_restore hier ist so neu.</translation>
        </message>
        <message>
            <source>Nothing was replaced. The server's disk is full: free space there, then run this again.</source>
            <translation>Nichts wurde ersetzt. Der Datenträger des Servers ist voll: dort Platz schaffen, dann erneut ausführen.</translation>
        </message>
        <message>
            <source>Whoever is connected to %1 would have to be disconnected, which this role may not do with %2.</source>
            <translation>Wer mit %1 verbunden ist, müsste getrennt werden, was diese Rolle bei %2 nicht darf.</translation>
        </message>
        <message>
            <source>Let them leave first, or do this as a superuser; sessions of other roles but superusers can be ended by members of pg_signal_backend, too.</source>
            <translation>Lassen Sie sie zuerst gehen, oder tun Sie dies als Superuser; Sitzungen anderer Rollen außer Superusern können auch Mitglieder von pg_signal_backend beenden.</translation>
        </message>
        <message>
            <source>Who is connected is disconnected, and what they have not committed is lost: %1.</source>
            <translation>Wer verbunden ist, wird getrennt, und was nicht festgeschrieben ist, geht verloren: %1.</translation>
        </message>
        <message>
            <source>These cannot be disconnected by this role, and have to leave first: %1.</source>
            <translation>Diese kann die Rolle nicht trennen, sie müssen zuerst gehen: %1.</translation>
        </message>
        <message>
            <source>%1 cannot be disconnected by this role: %2</source>
            <translation>%1 kann von dieser Rolle nicht getrennt werden: %2</translation>
        </message>
        <message>
            <source>%1 is not the database any more that was looked at.</source>
            <translation>%1 ist nicht mehr die Datenbank, die angesehen wurde.</translation>
        </message>
        <message>
            <source>Somebody has dropped or renamed it meanwhile. Plan again.</source>
            <translation>Jemand hat sie inzwischen gelöscht oder umbenannt. Neu planen.</translation>
        </message>
        <message>
            <source>%1 is in use, and could not be replaced: %2</source>
            <translation>%1 ist in Verwendung und konnte nicht ersetzt werden: %2</translation>
        </message>
        <message>
            <source>Stop the programs that use it, and try again.</source>
            <translation>Die Programme beenden, die sie verwenden, und erneut versuchen.</translation>
        </message>
        <message>
            <source>%1 is no whole backup: %2</source>
            <translation>%1 ist keine vollständige Sicherung: %2</translation>
        </message>
        <message>
            <source>Make another one, or take another one.</source>
            <translation>Eine neue erstellen oder eine andere nehmen.</translation>
        </message>
        <message>
            <source>it is cut.</source>
            <translation>sie ist abgeschnitten.</translation>
        </message>
        <message>
            <source>one of its parts cannot be read.</source>
            <translation>einer ihrer Teile kann nicht gelesen werden.</translation>
        </message>
        <message>
            <source>its end is missing.</source>
            <translation>ihr Ende fehlt.</translation>
        </message>
        <message>
            <source>it holds the rows of %1 tables, not %2.</source>
            <translation>sie enthält die Zeilen von %1 Tabellen, nicht %2.</translation>
        </message>
        <message>
            <source>Reading %1</source>
            <translation>%1 wird gelesen</translation>
        </message>
        <message>
            <source>There is no %1.</source>
            <translation>%1 gibt es nicht.</translation>
        </message>
        <message>
            <source>it is not a dump of PostgreSQL.</source>
            <translation>sie ist kein Dump von PostgreSQL.</translation>
        </message>
        <message>
            <source>read to its end</source>
            <translation>bis zum Ende gelesen</translation>
        </message>
        <message>
            <source>checksums and contents</source>
            <translation>Prüfsummen und Inhalt</translation>
        </message>
        <message>
            <source>%1 is missing.</source>
            <translation>%1 fehlt.</translation>
        </message>
        <message>
            <source>%1 has %2 bytes instead of %3.</source>
            <translation>%1 hat %2 Bytes statt %3.</translation>
        </message>
        <message>
            <source>%1 holds other bytes than were written.</source>
            <translation>%1 enthält andere Bytes, als geschrieben wurden.</translation>
        </message>
        <message>
            <source>There are files that were not written with it.</source>
            <translation>Es gibt Dateien, die nicht mit ihr geschrieben wurden.</translation>
        </message>
        <message>
            <source>The dump is cut off: it ends in the middle.</source>
            <translation>Der Dump ist abgeschnitten: er endet mittendrin.</translation>
        </message>
        <message>
            <source>The dump is damaged.</source>
            <translation>Der Dump ist beschädigt.</translation>
        </message>
        <message>
            <source>Check its path and its permissions.</source>
            <translation>Den Pfad und die Rechte prüfen.</translation>
        </message>
        <message>
            <source>The dump is cut off: what packed it ends in the middle.</source>
            <translation>Der Dump ist abgeschnitten: womit er gepackt ist, endet mittendrin.</translation>
        </message>
        <message>
            <source>The dump is damaged: it cannot be unpacked.</source>
            <translation>Der Dump ist beschädigt: er kann nicht entpackt werden.</translation>
        </message>
        <message>
            <source>Something has come to depend on what is to be replaced: %1.</source>
            <translation>Inzwischen hängt etwas von dem ab, was ersetzt werden soll: %1.</translation>
        </message>
        <message>
            <source>Nothing was changed. Plan again.</source>
            <translation>Nichts wurde geändert. Neu planen.</translation>
        </message>
        <message>
            <source>Make a backup</source>
            <translation>Eine Sicherung erstellen</translation>
        </message>
        <message>
            <source>ACCESS SHARE on every table</source>
            <translation>ACCESS SHARE auf jede Tabelle</translation>
        </message>
        <message>
            <source>It goes to %1.</source>
            <translation>Sie kommt nach %1.</translation>
        </message>
        <message>
            <source>It goes to %1; the database has %2.</source>
            <translation>Sie kommt nach %1; die Datenbank hat %2.</translation>
        </message>
        <message>
            <source>Nothing was changed: the backup comes first. Where the stage's rules allow it, --no-backup leaves it out.</source>
            <translation>Nichts wurde geändert: zuerst kommt die Sicherung. Wo die Regeln der Stage es erlauben, lässt --no-backup sie weg.</translation>
        </message>
        <message>
            <source>There is no room for the backup in %1: about %2, where %3 are free.</source>
            <translation>In %1 ist kein Platz für die Sicherung: etwa %2, frei sind %3.</translation>
        </message>
        <message>
            <source>Free some room, or choose another place with [backup] folder in arborist.toml.</source>
            <translation>Platz schaffen oder mit [backup] folder in arborist.toml einen anderen Ort wählen.</translation>
        </message>
        <message>
            <source>A backup was made first: %1 (%2)</source>
            <translation>Zuvor wurde eine Sicherung erstellt: %1 (%2)</translation>
        </message>
        <message>
            <source>Check the path.</source>
            <translation>Den Pfad prüfen.</translation>
        </message>
        <message>
            <source>This is only the table of contents of a dump in a folder.</source>
            <translation>Dies ist nur das Inhaltsverzeichnis eines Dumps in einem Ordner.</translation>
        </message>
        <message>
            <source>Name the folder itself.</source>
            <translation>Den Ordner selbst nennen.</translation>
        </message>
        <message>
            <source>The folder holds no dump: toc.dat is missing.</source>
            <translation>Der Ordner enthält keinen Dump: toc.dat fehlt.</translation>
        </message>
        <message>
            <source>The dump is damaged: more follows its table of contents.</source>
            <translation>Der Dump ist beschädigt: auf sein Inhaltsverzeichnis folgt noch etwas.</translation>
        </message>
        <message>
            <source>The dump is not complete: %1 is missing.</source>
            <translation>Der Dump ist nicht vollständig: %1 fehlt.</translation>
        </message>
        <message>
            <source>Copy the whole folder anew, or take another dump.</source>
            <translation>Den ganzen Ordner neu kopieren oder einen anderen Dump nehmen.</translation>
        </message>
        <message>
            <source>The archive of tar holds no dump of pg_dump.</source>
            <translation>Das tar-Archiv enthält keinen Dump von pg_dump.</translation>
        </message>
        <message>
            <source>Check its permissions.</source>
            <translation>Die Rechte prüfen.</translation>
        </message>
        <message>
            <source>The manifest is of a later version of Arborist.</source>
            <translation>Das Manifest ist von einer neueren Version von Arborist.</translation>
        </message>
        <message>
            <source>It is not the manifest of a backup.</source>
            <translation>Es ist nicht das Manifest einer Sicherung.</translation>
        </message>
        <message>
            <source>Without it the backup can still be restored, as one that nothing is known of: move the manifest away.</source>
            <translation>Ohne es kann die Sicherung trotzdem wiederhergestellt werden, als eine, über die nichts bekannt ist: das Manifest verschieben.</translation>
        </message>
        <message>
            <source>It is not as it was written.</source>
            <translation>Der Inhalt ist nicht so, wie er geschrieben wurde.</translation>
        </message>
        <message>
            <source>%1 is being written already.</source>
            <translation>%1 wird bereits geschrieben.</translation>
        </message>
        <message>
            <source>The backup cannot be called %1: %2.</source>
            <translation>Die Sicherung kann nicht %1 heißen: %2.</translation>
        </message>
        <message>
            <source>The script has a command of psql: \%1.</source>
            <translation>Das Skript enthält einen Befehl von psql: \%1.</translation>
        </message>
        <message>
            <source>pg_dump writes no such command. Run the script with psql if you trust it.</source>
            <translation>pg_dump schreibt keinen solchen Befehl. Das Skript mit psql ausführen, wenn es vertrauenswürdig ist.</translation>
        </message>
        <message>
            <source>The script lets the server read or write a file, or run a program: COPY without FROM stdin.</source>
            <translation>Das Skript lässt den Server eine Datei lesen oder schreiben oder ein Programm ausführen: COPY ohne FROM stdin.</translation>
        </message>
        <message>
            <source>pg_dump writes no such statement. Run the script with psql if you trust it.</source>
            <translation>pg_dump schreibt keine solche Anweisung. Führen Sie das Skript mit psql aus, wenn Sie ihm vertrauen.</translation>
        </message>
        <message>
            <source>%1 cannot be deleted.</source>
            <translation>%1 kann nicht gelöscht werden.</translation>
        </message>
        <message>
            <source>Check the permissions of its folder.</source>
            <translation>Die Rechte des Ordners prüfen.</translation>
        </message>
        <message>
            <source>%1 are free again.</source>
            <translation>%1 sind wieder frei.</translation>
        </message>
        <message>
            <source>%1, as it was before the run %2</source>
            <translation>%1, im Stand vor dem Lauf %2</translation>
        </message>
        <message>
            <source>Planning the backup</source>
            <translation>Sicherung wird geplant</translation>
        </message>
        <message>
            <source>Only a backup in directory form is made by several jobs.</source>
            <translation>Nur eine Sicherung in Verzeichnisform wird von mehreren Jobs erstellt.</translation>
        </message>
        <message>
            <source>Give --format directory with --jobs.</source>
            <translation>Mit --jobs auch --format directory angeben.</translation>
        </message>
        <message>
            <source>Tables: %1, %2, by pg_dump %3 into %4</source>
            <translation>Tabellen: %1, %2, von pg_dump %3 in %4</translation>
        </message>
        <message>
            <source>Nothing is changed in the database; delete the file.</source>
            <translation>In der Datenbank wird nichts geändert; die Datei löschen.</translation>
        </message>
        <message>
            <source>A backup in plain form is gzipped.</source>
            <translation>Eine Sicherung in der Form plain wird mit gzip gepackt.</translation>
        </message>
        <message>
            <source>Choose the custom or the directory form.</source>
            <translation>Die Form custom oder directory wählen.</translation>
        </message>
        <message>
            <source>pg_dump %1 does not compress with zstd.</source>
            <translation>pg_dump %1 komprimiert nicht mit zstd.</translation>
        </message>
        <message>
            <source>Choose gzip, or install pg_dump 16 or newer.</source>
            <translation>gzip wählen oder pg_dump 16 oder neuer installieren.</translation>
        </message>
        <message>
            <source>About %1 on the disk, where %2 are free</source>
            <translation>Etwa %1 auf dem Datenträger, frei sind %2</translation>
        </message>
        <message>
            <source>There is no room for the backup: about %1, where %2 are free.</source>
            <translation>Es ist kein Platz für die Sicherung: etwa %1, frei sind %2.</translation>
        </message>
        <message>
            <source>Free some room, or choose another place with --output or [backup] folder in arborist.toml.</source>
            <translation>Platz schaffen oder mit --output oder [backup] folder in arborist.toml einen anderen Ort wählen.</translation>
        </message>
        <message>
            <source>The room may not be enough. The run would say so and leave nothing behind.</source>
            <translation>Der Platz reicht vielleicht nicht. Der Lauf würde es melden und nichts zurücklassen.</translation>
        </message>
        <message>
            <source>%1 (%2, %3 rows)</source>
            <translation>%1 (%2, %3 Zeilen)</translation>
        </message>
        <message>
            <source>To restore it: arboristctl restore %1</source>
            <translation>Zum Wiederherstellen: arboristctl restore %1</translation>
        </message>
        <message>
            <source>%1 cannot replace in place what belongs to other roles: %2.</source>
            <translation>%1 kann nicht an Ort und Stelle ersetzen, was anderen Rollen gehört: %2.</translation>
        </message>
        <message>
            <source>Connect as the role that owns it, or as one that is a member of it.</source>
            <translation>Als die Rolle verbinden, der es gehört, oder als eine, die Mitglied davon ist.</translation>
        </message>
        <message>
            <source>What the dump does not hold depends on what it replaces, and would be lost: %1.</source>
            <translation>Was der Dump nicht enthält, hängt von dem ab, was er ersetzt, und ginge verloren: %1.</translation>
        </message>
        <message>
            <source>Drop it yourself, or let it go: --cascade, in the window “What depends on what is replaced may go”.</source>
            <translation>Löschen Sie es selbst, oder lassen Sie es entfallen: --cascade, im Fenster „Was von Ersetztem abhängt, darf entfallen“.</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on every table of the dump</source>
            <translation>ACCESS EXCLUSIVE auf jede Tabelle des Dumps</translation>
        </message>
        <message>
            <source>What was written to %1 since the run %2</source>
            <translation>Was seit dem Lauf %2 in %1 geschrieben wurde</translation>
        </message>
        <message>
            <source>What the backup does not hold: %1</source>
            <translation>Was die Sicherung nicht enthält: %1</translation>
        </message>
        <message>
            <source>Extensions stay as they are.</source>
            <translation>Erweiterungen bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>What these tables hold now, as far as the dump does not hold it too: %1</source>
            <translation>Was diese Tabellen jetzt enthalten, soweit es nicht auch der Dump enthält: %1</translation>
        </message>
        <message>
            <source>%1: it depends on what is replaced, and is not in the dump</source>
            <translation>%1: hängt von dem ab, was ersetzt wird, und ist nicht im Dump</translation>
        </message>
        <message>
            <source>The backup that is made first: undo puts all of it in the place of what is there then. Without that backup there is no way back.</source>
            <translation>Die Sicherung, die zuerst erstellt wird: undo setzt sie ganz an die Stelle dessen, was dann da ist. Ohne diese Sicherung gibt es keinen Rückweg.</translation>
        </message>
        <message>
            <source>The backup that is made first, by hand: undo is not possible, for not all of %1 belongs to this role (%2). Whoever owns it all can restore that backup.</source>
            <translation>Die Sicherung, die zuerst erstellt wird, von Hand: undo ist nicht möglich, denn nicht alles in %1 gehört dieser Rolle (%2). Wem alles gehört, der kann diese Sicherung wiederherstellen.</translation>
        </message>
        <message>
            <source>It is done in place, in one transaction: %1. Any failure leaves the database as it is.</source>
            <translation>Es geschieht an Ort und Stelle, in einer Transaktion: %1. Jeder Fehler lässt die Datenbank, wie sie ist.</translation>
        </message>
        <message>
            <source>What the dump does not name stays as it is.</source>
            <translation>Was der Dump nicht nennt, bleibt, wie es ist.</translation>
        </message>
        <message>
            <source>What others commit between the backup and the replacement is in neither: nobody else should write meanwhile.</source>
            <translation>Was andere zwischen Sicherung und Ersetzen festschreiben, ist in keinem von beiden: währenddessen sollte niemand sonst schreiben.</translation>
        </message>
        <message>
            <source>So many objects may need more locks than the server has room for (about %1 of %2): raise max_locks_per_transaction if it says so.</source>
            <translation>So viele Objekte brauchen vielleicht mehr Sperren, als der Server Platz hat (etwa %1 von %2): max_locks_per_transaction erhöhen, falls er es meldet.</translation>
        </message>
        <message>
            <source>Planning the restore</source>
            <translation>Wiederherstellung wird geplant</translation>
        </message>
        <message>
            <source>The way to %1 leads through a pooler, which knows no new databases.</source>
            <translation>Der Weg zu %1 führt über einen Pooler, der keine neuen Datenbanken kennt.</translation>
        </message>
        <message>
            <source>The dump holds rows only (--data-only): nothing says into which tables.</source>
            <translation>Der Dump enthält nur Zeilen (--data-only): nichts besagt, in welche Tabellen.</translation>
        </message>
        <message>
            <source>Take a dump of the whole database.</source>
            <translation>Einen Dump der ganzen Datenbank nehmen.</translation>
        </message>
        <message>
            <source>There is a database %1 already.</source>
            <translation>Es gibt bereits eine Datenbank %1.</translation>
        </message>
        <message>
            <source>Name another one with --into; nothing is replaced there.</source>
            <translation>Mit --into eine andere nennen; dort wird nichts ersetzt.</translation>
        </message>
        <message>
            <source>so was what is taken back</source>
            <translation>so geschah auch, was zurückgenommen wird</translation>
        </message>
        <message>
            <source>it was asked for</source>
            <translation>es wurde so verlangt</translation>
        </message>
        <message>
            <source>No database can be made beside %1: %2.</source>
            <translation>Neben %1 kann keine Datenbank angelegt werden: %2.</translation>
        </message>
        <message>
            <source>Connect with a role that may: ALTER ROLE ... CREATEDB; or GRANT the owner's role to it.</source>
            <translation>Mit einer Rolle verbinden, die es darf: ALTER ROLE ... CREATEDB; oder ihr mit GRANT die Rolle des Eigentümers gewähren.</translation>
        </message>
        <message>
            <source>No database can be made beside %1 (%2), and the comments of pg_dump, which tell what the script makes, are not in it.</source>
            <translation>Neben %1 kann keine Datenbank angelegt werden (%2), und die Kommentare von pg_dump, die sagen, was das Skript anlegt, fehlen darin.</translation>
        </message>
        <message>
            <source>Connect with a role that may create databases, or take a dump of the custom form (pg_dump -Fc), or a script as pg_dump wrote it.</source>
            <translation>Mit einer Rolle verbinden, die Datenbanken anlegen darf, oder einen Dump der Form custom (pg_dump -Fc) nehmen oder ein Skript, wie pg_dump es geschrieben hat.</translation>
        </message>
        <message>
            <source>The dump names owners that this server does not have: %1.</source>
            <translation>Der Dump nennt Eigentümer, die dieser Server nicht hat: %1.</translation>
        </message>
        <message>
            <source>Create these roles, or restore with --no-owner: everything then belongs to the role that restores it, and privileges of roles that are missing are left out.</source>
            <translation>Diese Rollen anlegen oder mit --no-owner wiederherstellen: alles gehört dann der Rolle, die wiederherstellt, und Rechte fehlender Rollen werden weggelassen.</translation>
        </message>
        <message>
            <source>Roles of the dump that are missing here: %1. What they owned belongs to %2.</source>
            <translation>Rollen des Dumps, die hier fehlen: %1. Was ihnen gehörte, gehört %2.</translation>
        </message>
        <message>
            <source>nobody can connect for a moment</source>
            <translation>für einen Moment kann sich niemand verbinden</translation>
        </message>
        <message>
            <source>Call it %1</source>
            <translation>Sie %1 nennen</translation>
        </message>
        <message>
            <source>The dump: %1, %2</source>
            <translation>Der Dump: %1, %2</translation>
        </message>
        <message>
            <source>, of %1 (%2)</source>
            <translation>, von %1 (%2)</translation>
        </message>
        <message>
            <source>, of %1</source>
            <translation>, von %1</translation>
        </message>
        <message>
            <source>, from PostgreSQL %1</source>
            <translation>, aus PostgreSQL %1</translation>
        </message>
        <message>
            <source>, made %1</source>
            <translation>, erstellt %1</translation>
        </message>
        <message>
            <source>It holds %1 rows (tables: %2), which are counted after the restore.</source>
            <translation>Er enthält %1 Zeilen (Tabellen: %2), die nach dem Wiederherstellen gezählt werden.</translation>
        </message>
        <message>
            <source>No manifest lies beside it: nothing tells how many rows it must have, or whether a byte of it has changed since it was made.</source>
            <translation>Daneben liegt kein Manifest: nichts besagt, wie viele Zeilen er haben muss oder ob sich seit seiner Erstellung ein Byte geändert hat.</translation>
        </message>
        <message>
            <source>What %1 holds now, as far as the dump does not hold it too. Tables: %2, rows: about %3, size: %4</source>
            <translation>Was %1 jetzt enthält, soweit es nicht auch der Dump enthält. Tabellen: %2, Zeilen: etwa %3, Größe: %4</translation>
        </message>
        <message>
            <source>The database as it is now is put aside as %1 for %2 days: undo swaps it back.</source>
            <translation>Die Datenbank im jetzigen Stand wird als %1 für %2 Tage beiseitegelegt: undo tauscht sie zurück.</translation>
        </message>
        <message>
            <source>What is written to %1 until then stays in the database that is put aside.</source>
            <translation>Was bis dahin in %1 geschrieben wird, bleibt in der beiseitegelegten Datenbank.</translation>
        </message>
        <message>
            <source>It waits for the locks of who is connected: %1.</source>
            <translation>Sie wartet auf die Sperren der Verbundenen: %1.</translation>
        </message>
        <message>
            <source>Slots of logical replication stay with the database that is put aside: make them anew. There are %1.</source>
            <translation>Slots der logischen Replikation bleiben bei der Datenbank, die beiseitegelegt wird: sie neu anlegen. Es gibt %1.</translation>
        </message>
        <message>
            <source>How much room the server has cannot be told from here: it needs as much as the restored database once more.</source>
            <translation>Wie viel Platz der Server hat, lässt sich von hier nicht feststellen: er braucht noch einmal so viel wie die wiederhergestellte Datenbank.</translation>
        </message>
        <message>
            <source>There is not enough room for a second database: it needs %1, and %2 are free.</source>
            <translation>Für eine zweite Datenbank ist nicht genug Platz: sie braucht %1, frei sind %2.</translation>
        </message>
        <message>
            <source>Make room where the server keeps its data, or drop databases that were put aside: arboristctl restore --drop-old RUN</source>
            <translation>Platz schaffen, wo der Server seine Daten hat, oder beiseitegelegte Datenbanken löschen: arboristctl restore --drop-old RUN</translation>
        </message>
        <message>
            <source>%1 as it was before is kept as %2 for %3 days.</source>
            <translation>%1 im alten Stand wird als %2 für %3 Tage aufbewahrt.</translation>
        </message>
        <message>
            <source>The restored database is %1.</source>
            <translation>Die wiederhergestellte Datenbank ist %1.</translation>
        </message>
        <message>
            <source>Statistics are missing until autovacuum or ANALYZE has collected them.</source>
            <translation>Statistiken fehlen, bis autovacuum oder ANALYZE sie erhoben hat.</translation>
        </message>
        <message>
            <source>Every table has the rows that it must have: %1 in all.</source>
            <translation>Jede Tabelle hat die Zeilen, die sie haben muss: insgesamt %1.</translation>
        </message>
        <message>
            <source>Its schema is not the one that was backed up: compare it with the former.</source>
            <translation>Das Schema ist nicht das, welches gesichert wurde: es mit dem früheren vergleichen.</translation>
        </message>
        <message>
            <source>Passed over: %1</source>
            <translation>Übergangen: %1</translation>
        </message>
        <message>
            <source>And %1 more.</source>
            <translation>Und %1 weitere.</translation>
        </message>
        <message>
            <source>%1 is another database than the one that the run %2 has put there.</source>
            <translation>%1 ist eine andere Datenbank als die, die der Lauf %2 dorthin gesetzt hat.</translation>
        </message>
        <message>
            <source>Take back what was done since then first.</source>
            <translation>Zuerst zurücknehmen, was seitdem getan wurde.</translation>
        </message>
        <message>
            <source>The names cannot be swapped back: %1.</source>
            <translation>Die Namen können nicht zurückgetauscht werden: %1.</translation>
        </message>
        <message>
            <source>Connect with the role that restored it.</source>
            <translation>Mit der Rolle verbinden, die sie wiederhergestellt hat.</translation>
        </message>
        <message>
            <source>%1 as it is now is put aside in its turn; undo swaps once more.</source>
            <translation>%1 im jetzigen Stand wird nun ihrerseits beiseitegelegt; undo tauscht noch einmal.</translation>
        </message>
        <message>
            <source>What was written to %1 since the run %2 stays in the database that is put aside.</source>
            <translation>Was seit dem Lauf %2 in %1 geschrieben wurde, bleibt in der beiseitegelegten Datenbank.</translation>
        </message>
        <message>
            <source>%1 as it was before is kept as %2. To drop it: arboristctl restore --drop-old %3</source>
            <translation>%1, wie es vorher war, bleibt als %2 erhalten. Zum Löschen: arboristctl restore --drop-old %3</translation>
        </message>
        <message>
            <source>Put %1 back in the place of %2</source>
            <translation>%1 wieder an die Stelle von %2 setzen</translation>
        </message>
        <message>
            <source>pg_restore cannot read the dump: %1</source>
            <translation>pg_restore kann den Dump nicht lesen: %1</translation>
        </message>
        <message>
            <source>The dump has changed since it was looked at.</source>
            <translation>Der Dump hat sich geändert, seit er angesehen wurde.</translation>
        </message>
        <message>
            <source>Plan again.</source>
            <translation>Neu planen.</translation>
        </message>
        <message>
            <source>Restoring %1</source>
            <translation>%1 wird wiederhergestellt</translation>
        </message>
        <message>
            <source>pg_restore was ended by signal %1.</source>
            <translation>pg_restore wurde durch Signal %1 beendet.</translation>
        </message>
        <message>
            <source>pg_restore has failed: %1</source>
            <translation>pg_restore ist fehlgeschlagen: %1</translation>
        </message>
        <message>
            <source>Comparing checksums</source>
            <translation>Prüfsummen werden verglichen</translation>
        </message>
        <message>
            <source>%1 has %2 rows instead of %3</source>
            <translation>%1 hat %2 Zeilen statt %3</translation>
        </message>
        <message>
            <source>What was restored is not what was dumped: %1.</source>
            <translation>Das Wiederhergestellte ist nicht, was der Dump enthielt: %1.</translation>
        </message>
        <message>
            <source>Nothing was replaced. Take another dump.</source>
            <translation>Nichts wurde ersetzt. Einen anderen Dump nehmen.</translation>
        </message>
        <message>
            <source>Make a new database beside %1</source>
            <translation>Neben %1 eine neue Datenbank anlegen</translation>
        </message>
        <message>
            <source>Restore %1 into it</source>
            <translation>%1 darin wiederherstellen</translation>
        </message>
        <message>
            <source>Compare what was restored with the dump</source>
            <translation>Das Wiederhergestellte mit dem Dump vergleichen</translation>
        </message>
        <message>
            <source>Put it in the place of %1</source>
            <translation>Sie an die Stelle von %1 setzen</translation>
        </message>
        <message>
            <source>Replace what %1 holds by %2, in one transaction</source>
            <translation>Den Inhalt von %1 durch %2 ersetzen, in einer Transaktion</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off once the new database was in use: it is complete.</source>
            <translation>Der Lauf %1 (%2) wurde unterbrochen, als die neue Datenbank schon in Gebrauch war: er ist vollständig.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off before it replaced anything: the database is as it was, and what was half made is gone.</source>
            <translation>Der Lauf %1 (%2) wurde unterbrochen, bevor er etwas ersetzte: die Datenbank ist im alten Stand, und das halb Fertige ist weg.</translation>
        </message>
        <message>
            <source>Run it again.</source>
            <translation>Erneut ausführen.</translation>
        </message>
        <message>
            <source>Nobody can connect to the database: %1 (%2) waits to lock %3, and would wait for this backup while the backup waits to connect.</source>
            <translation>Niemand kann sich mit der Datenbank verbinden: %1 (%2) wartet auf eine Sperre auf %3 und würde auf diese Sicherung warten, während die Sicherung auf die Verbindung wartet.</translation>
        </message>
        <message>
            <source>Back up again once it has ended. Nothing of the backup was kept.</source>
            <translation>Erneut sichern, sobald das beendet ist. Von der Sicherung wurde nichts aufbewahrt.</translation>
        </message>
        <message>
            <source>The new database is in use, but could not be put on record: %1 The next command does it; or accept it: arboristctl stages trust</source>
            <translation>Die neue Datenbank ist in Gebrauch, konnte aber nicht verzeichnet werden: %1 Der nächste Befehl holt es nach; oder sie annehmen: arboristctl stages trust</translation>
        </message>
        <message>
            <source>Meanwhile another restore or reset has replaced %1.</source>
            <translation>Inzwischen hat ein anderes Wiederherstellen oder Zurücksetzen %1 ersetzt.</translation>
        </message>
        <message>
            <source>What that one has put there is in use. Look at it, then plan again.</source>
            <translation>Was jenes dort abgelegt hat, ist in Gebrauch. Sehen Sie es sich an, dann planen Sie neu.</translation>
        </message>
        <message>
            <source>%1, which is half made, is dropped by the next start: the server could not be asked now (%2).</source>
            <translation>%1, nur halb fertig, wird beim nächsten Start gelöscht: der Server konnte jetzt nicht gefragt werden (%2).</translation>
        </message>
        <message>
            <source>“%1” names no table and rows.</source>
            <translation>„%1“ nennt keine Tabelle mit Zeilenzahl.</translation>
        </message>
        <message>
            <source>As in: users=100,items=5000; at most %1 rows a table.</source>
            <translation>Wie in: users=100,items=5000; höchstens %1 Zeilen je Tabelle.</translation>
        </message>
        <message>
            <source>%1 (about %2 rows)</source>
            <translation>%1 (etwa %2 Zeilen)</translation>
        </message>
        <message>
            <source>Would fail, unless migrations change it: %1</source>
            <translation>Würde scheitern, wenn Migrationen es nicht ändern: %1</translation>
        </message>
        <message>
            <source>%1 has no tables to compare the source with: rows are copied into those that migrations make.</source>
            <translation>%1 hat keine Tabellen, mit denen die Quelle verglichen werden könnte: Zeilen werden in jene kopiert, die die Migrationen anlegen.</translation>
        </message>
        <message>
            <source>None of the tables of %1 is one of %2's: look whether it is the right source. Unless migrations make some of them, nothing can be copied, and the reset goes back.</source>
            <translation>Keine der Tabellen von %1 ist eine von %2: prüfen Sie, ob es die richtige Quelle ist. Wenn Migrationen keine davon anlegen, kann nichts kopiert werden, und das Zurücksetzen geht zurück.</translation>
        </message>
        <message>
            <source>The source is compared with the tables as they are now; what migrations change comes on top.</source>
            <translation>Die Quelle wird mit den Tabellen verglichen, wie sie jetzt sind; was Migrationen ändern, kommt hinzu.</translation>
        </message>
        <message>
            <source>Tables whose rows are copied: %1</source>
            <translation>Tabellen, deren Zeilen kopiert werden: %1</translation>
        </message>
        <message>
            <source>Not copied, unless a migration makes them: %1</source>
            <translation>Nicht kopiert, wenn keine Migration sie anlegt: %1</translation>
        </message>
        <message>
            <source>Without rows afterwards, since the source does not have them: %1</source>
            <translation>Danach ohne Zeilen, da die Quelle sie nicht hat: %1</translation>
        </message>
        <message>
            <source>Not copied, since no migration makes them: %1</source>
            <translation>Nicht kopiert, da keine Migration sie anlegt: %1</translation>
        </message>
        <message>
            <source>The source does not have: %1</source>
            <translation>In der Quelle nicht vorhanden: %1</translation>
        </message>
        <message>
            <source>No table of %1 is one that the migrations make: it is another application's.</source>
            <translation>Keine Tabelle von %1 ist eine, die die Migrationen anlegen: es gehört zu einer anderen Anwendung.</translation>
        </message>
        <message>
            <source>Name another source: --source-db URL, or SOURCE_DB_CONNECTION_STRING in .env.</source>
            <translation>Nennen Sie eine andere Quelle: --source-db URL, oder SOURCE_DB_CONNECTION_STRING in .env.</translation>
        </message>
        <message>
            <source>Copied: %1 rows of %2</source>
            <translation>Kopiert: %1 Zeilen von %2</translation>
        </message>
        <message>
            <source>Planning the reset</source>
            <translation>Zurücksetzen wird geplant</translation>
        </message>
        <message>
            <source>Accounts outside of the database (Cognito, Stripe) stay as they are: they are not connected yet.</source>
            <translation>Konten außerhalb der Datenbank (Cognito, Stripe) bleiben, wie sie sind: sie sind noch nicht angebunden.</translation>
        </message>
        <message>
            <source>The server is still busy with the run %1.</source>
            <translation>Der Server ist noch mit dem Lauf %1 beschäftigt.</translation>
        </message>
        <message>
            <source>The run %1 was on another database.</source>
            <translation>Der Lauf %1 galt einer anderen Datenbank.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off once it was through: it is complete.</source>
            <translation>Der Lauf %1 (%2) wurde unterbrochen, als er schon durch war: er ist vollständig.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off in the middle: the database is as it was.</source>
            <translation>Der Lauf %1 (%2) wurde mittendrin unterbrochen: die Datenbank ist im alten Stand.</translation>
        </message>
        <message>
            <source>Its first line has to name the columns.</source>
            <translation>Ihre erste Zeile muss die Spalten nennen.</translation>
        </message>
        <message>
            <source>A column has no name.</source>
            <translation>Eine Spalte hat keinen Namen.</translation>
        </message>
        <message>
            <source>The first line has to name the columns.</source>
            <translation>Die erste Zeile muss die Spalten nennen.</translation>
        </message>
        <message>
            <source>The column “%1” is there twice.</source>
            <translation>Die Spalte „%1“ ist doppelt vorhanden.</translation>
        </message>
        <message>
            <source>Take one of them out.</source>
            <translation>Eine davon entfernen.</translation>
        </message>
        <message>
            <source>The row has %1 values, and the first line names %2 columns.</source>
            <translation>Die Zeile hat %1 Werte, und die erste Zeile nennt %2 Spalten.</translation>
        </message>
        <message>
            <source>Put values with commas or line ends into quotes.</source>
            <translation>Werte mit Kommas oder Zeilenenden in Anführungszeichen setzen.</translation>
        </message>
        <message>
            <source>There is no array of rows.</source>
            <translation>Es ist kein Array von Zeilen vorhanden.</translation>
        </message>
        <message>
            <source>A table is an array of objects: {"users": [{"id": 1}]}</source>
            <translation>Eine Tabelle ist ein Array von Objekten: {"users": [{"id": 1}]}</translation>
        </message>
        <message>
            <source>The JSON does not read: %1.</source>
            <translation>Das JSON ist nicht lesbar: %1.</translation>
        </message>
        <message>
            <source>Mend it here, or a little before.</source>
            <translation>Es hier oder kurz davor berichtigen.</translation>
        </message>
        <message>
            <source>The folder of the seed, %1, does not exist.</source>
            <translation>Der Ordner des Seeds, %1, existiert nicht.</translation>
        </message>
        <message>
            <source>Make it, or name another one as folder under [seed].</source>
            <translation>Ihn anlegen oder unter [seed] einen anderen als folder nennen.</translation>
        </message>
        <message>
            <source>There is %1. Migrations make tables: arboristctl migrate</source>
            <translation>Vorhanden: %1. Migrationen legen Tabellen an: arboristctl migrate</translation>
        </message>
        <message>
            <source>A file is of the table that its name says (01_users.csv) or that its SQL writes. Migrations make tables: arboristctl migrate</source>
            <translation>Eine Datei gehört zu der Tabelle, die ihr Name nennt (01_users.csv) oder in die ihr SQL schreibt. Migrationen legen Tabellen an: arboristctl migrate</translation>
        </message>
        <message>
            <source>A seed does not touch %1: it is %2.</source>
            <translation>Ein Seed rührt %1 nicht an: es ist %2.</translation>
        </message>
        <message>
            <source>Take it out of the seed.</source>
            <translation>Aus dem Seed entfernen.</translation>
        </message>
        <message>
            <source>There is no table “%1”.</source>
            <translation>Es gibt keine Tabelle „%1“.</translation>
        </message>
        <message>
            <source>The seed has no file and no table “%1”.</source>
            <translation>Der Seed hat keine Datei und keine Tabelle „%1“.</translation>
        </message>
        <message>
            <source>Its files: %1</source>
            <translation>Seine Dateien: %1</translation>
        </message>
        <message>
            <source>The statement is too large.</source>
            <translation>Die Anweisung ist zu groß.</translation>
        </message>
        <message>
            <source>Take it apart, or write the rows as CSV.</source>
            <translation>Sie aufteilen oder die Zeilen als CSV schreiben.</translation>
        </message>
        <message>
            <source>Reading the tables</source>
            <translation>Tabellen werden gelesen</translation>
        </message>
        <message>
            <source>tables</source>
            <translation>Tabellen</translation>
        </message>
        <message>
            <source>%1 is no export: it has no %2.</source>
            <translation>%1 ist kein Export: %2 fehlt.</translation>
        </message>
        <message>
            <source>Name the folder that arboristctl export has written.</source>
            <translation>Den Ordner nennen, den arboristctl export geschrieben hat.</translation>
        </message>
        <message>
            <source>The run %1 has been taken back already, by %2.</source>
            <translation>Der Lauf %1 wurde bereits zurückgenommen, durch %2.</translation>
        </message>
        <message>
            <source>To have its changes again, take back %1.</source>
            <translation>Um seine Änderungen wiederzuerlangen, %1 zurücknehmen.</translation>
        </message>
        <message>
            <source>The way back of the run %1 has expired.</source>
            <translation>Der Rückweg des Laufs %1 ist abgelaufen.</translation>
        </message>
        <message>
            <source>A backup made before it brings back what was there.</source>
            <translation>Eine zuvor erstellte Sicherung bringt zurück, was da war.</translation>
        </message>
        <message>
            <source>The journal of the run %1 is gone.</source>
            <translation>Das Journal des Laufs %1 ist nicht mehr da.</translation>
        </message>
        <message>
            <source>Put it back where it was, with the folder beside it.</source>
            <translation>Wieder dorthin legen, wo es war, mit dem Ordner daneben.</translation>
        </message>
        <message>
            <source>The run %1 is still under way.</source>
            <translation>Der Lauf %1 ist noch im Gange.</translation>
        </message>
        <message>
            <source>Wait for its end, or cancel it.</source>
            <translation>Sein Ende abwarten oder ihn abbrechen.</translation>
        </message>
        <message>
            <source>The run %1 changed another database: %2, not %3.</source>
            <translation>Der Lauf %1 hat eine andere Datenbank geändert: %2, nicht %3.</translation>
        </message>
        <message>
            <source>Connect to the database that the run changed: %1 at %2.</source>
            <translation>Mit der Datenbank verbinden, die der Lauf geändert hat: %1 auf %2.</translation>
        </message>
        <message>
            <source>The run %1 changed nothing: its transaction was rolled back.</source>
            <translation>Der Lauf %1 hat nichts geändert: seine Transaktion wurde zurückgerollt.</translation>
        </message>
        <message>
            <source>There is nothing to take back.</source>
            <translation>Es gibt nichts zurückzunehmen.</translation>
        </message>
        <message>
            <source>The server still works on the transaction of the run %1.</source>
            <translation>Der Server arbeitet noch an der Transaktion des Laufs %1.</translation>
        </message>
        <message>
            <source>The archive is damaged: %1 %2.</source>
            <translation>Das Archiv ist beschädigt: %1 %2.</translation>
        </message>
        <message>
            <source>Nothing was changed. Export again, or take another copy of the archive.</source>
            <translation>Nichts wurde geändert. Erneut exportieren oder eine andere Kopie des Archivs nehmen.</translation>
        </message>
        <message>
            <source>%1.%2 was %3 and is %4: the values cannot be converted.</source>
            <translation>%1.%2 war %3 und ist %4: die Werte können nicht umgewandelt werden.</translation>
        </message>
        <message>
            <source>Import into the schema that the archive was made of.</source>
            <translation>In das Schema importieren, aus dem das Archiv erstellt wurde.</translation>
        </message>
        <message>
            <source>Export again with --csv, or import into the schema that the archive was made of.</source>
            <translation>Erneut mit --csv exportieren oder in das Schema importieren, aus dem das Archiv erstellt wurde.</translation>
        </message>
        <message>
            <source>%1.%2 wants a value, and the archive has none.</source>
            <translation>%1.%2 verlangt einen Wert, und das Archiv hat keinen.</translation>
        </message>
        <message>
            <source>Give the column a default, or let it be NULL until the rows are there.</source>
            <translation>Der Spalte einen Vorgabewert geben oder NULL zulassen, bis die Zeilen da sind.</translation>
        </message>
        <message>
            <source>%1.%2 is computed now: its values are left out.</source>
            <translation>%1.%2 wird jetzt berechnet: ihre Werte werden weggelassen.</translation>
        </message>
        <message>
            <source>%1.%2 is no more: its values are left out.</source>
            <translation>%1.%2 gibt es nicht mehr: ihre Werte werden weggelassen.</translation>
        </message>
        <message>
            <source>%1.%2 was %3 and is %4.</source>
            <translation>%1.%2 war %3 und ist %4.</translation>
        </message>
        <message>
            <source>%1.%2 was %3 and is %4: its values are converted.</source>
            <translation>%1.%2 war %3 und ist %4: ihre Werte werden umgewandelt.</translation>
        </message>
        <message>
            <source>%1.%2 is new: it gets its default.</source>
            <translation>%1.%2 ist neu: sie erhält ihren Vorgabewert.</translation>
        </message>
        <message>
            <source>%1.%2 is new: it stays NULL.</source>
            <translation>%1.%2 ist neu: sie bleibt NULL.</translation>
        </message>
        <message>
            <source>Free some room on the disk, or write to another one.</source>
            <translation>Platz auf dem Datenträger schaffen oder auf einen anderen schreiben.</translation>
        </message>
        <message>
            <source>Check the folder's permissions.</source>
            <translation>Die Rechte des Ordners prüfen.</translation>
        </message>
        <message>
            <source>Somebody else is changing a table that is to be exported.</source>
            <translation>Jemand anderes ändert gerade eine Tabelle, die exportiert werden soll.</translation>
        </message>
        <message>
            <source>Wait for the end of that, and export again.</source>
            <translation>Das Ende davon abwarten und erneut exportieren.</translation>
        </message>
        <message>
            <source>Row security may hide rows of %1 from this role.</source>
            <translation>Zeilensicherheit könnte Zeilen von %1 vor dieser Rolle verbergen.</translation>
        </message>
        <message>
            <source>Connect as a role with BYPASSRLS, or leave the table out.</source>
            <translation>Mit einer Rolle mit BYPASSRLS verbinden oder die Tabelle weglassen.</translation>
        </message>
        <message>
            <source>Exporting tables</source>
            <translation>Tabellen werden exportiert</translation>
        </message>
        <message>
            <source>%1 got %2 rows of %3. Nothing was changed.</source>
            <translation>%1 erhielt %2 von %3 Zeilen. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>A trigger or rule may have kept rows back: import with --triggers skip.</source>
            <translation>Ein Trigger oder eine Regel hat vielleicht Zeilen zurückgehalten: mit --triggers skip importieren.</translation>
        </message>
        <message>
            <source>Somebody else works on the tables: no lock within %1 s. Nothing was changed.</source>
            <translation>Jemand anderes arbeitet mit den Tabellen: keine Sperre innerhalb von %1 s. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>The tables are in use by %1: no lock within %2 s. Nothing was changed.</source>
            <translation>Die Tabellen sind in Gebrauch durch %1: keine Sperre innerhalb von %2 s. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Wait for the end of that, or end it; a longer patience: --lock-timeout.</source>
            <translation>Das Ende davon abwarten oder es beenden; mehr Geduld: --lock-timeout.</translation>
        </message>
        <message>
            <source>Connect as a role with BYPASSRLS.</source>
            <translation>Mit einer Rolle mit BYPASSRLS verbinden.</translation>
        </message>
        <message>
            <source>Rows of %1 are on another server.</source>
            <translation>Zeilen von %1 liegen auf einem anderen Server.</translation>
        </message>
        <message>
            <source>Its partitions are foreign tables: leave it out with --tables.</source>
            <translation>Ihre Partitionen sind Fremdtabellen: sie mit --tables weglassen.</translation>
        </message>
        <message>
            <source>This role does not own %1.</source>
            <translation>%1 gehört dieser Rolle nicht.</translation>
        </message>
        <message>
            <source>Connect as its owner: foreign keys and triggers are put aside while rows are copied.</source>
            <translation>Als Eigentümer verbinden: Fremdschlüssel und Trigger werden ausgesetzt, während Zeilen kopiert werden.</translation>
        </message>
        <message>
            <source>is not as it was written</source>
            <translation>ist nicht, wie es geschrieben wurde</translation>
        </message>
        <message>
            <source>is no list of tables</source>
            <translation>ist keine Liste von Tabellen</translation>
        </message>
        <message>
            <source>%1 was written by a newer version.</source>
            <translation>%1 wurde von einer neueren Version geschrieben.</translation>
        </message>
        <message>
            <source>Update this program.</source>
            <translation>Dieses Programm aktualisieren.</translation>
        </message>
        <message>
            <source>names a file outside of the folder</source>
            <translation>nennt eine Datei außerhalb des Ordners</translation>
        </message>
        <message>
            <source>is missing or cannot be read</source>
            <translation>fehlt oder kann nicht gelesen werden</translation>
        </message>
        <message>
            <source>has %1 bytes, not %2</source>
            <translation>hat %1 Bytes, nicht %2</translation>
        </message>
        <message>
            <source>cannot be read</source>
            <translation>kann nicht gelesen werden</translation>
        </message>
        <message>
            <source>Name another folder, or remove what is there.</source>
            <translation>Einen anderen Ordner nennen oder entfernen, was da ist.</translation>
        </message>
        <message>
            <source>%1 is no folder.</source>
            <translation>%1 ist kein Ordner.</translation>
        </message>
        <message>
            <source>%1 holds something else than an export.</source>
            <translation>%1 enthält etwas anderes als einen Export.</translation>
        </message>
        <message>
            <source>%1 holds more than an export: %2.</source>
            <translation>%1 enthält mehr als einen Export: %2.</translation>
        </message>
        <message>
            <source>Another program is writing to %1.</source>
            <translation>Ein anderes Programm schreibt in %1.</translation>
        </message>
        <message>
            <source>Wait for its end, or name another folder.</source>
            <translation>Sein Ende abwarten oder einen anderen Ordner nennen.</translation>
        </message>
        <message>
            <source>%1, left by an export that was cut off, cannot be removed.</source>
            <translation>%1, von einem unterbrochenen Export hinterlassen, kann nicht entfernt werden.</translation>
        </message>
        <message>
            <source>Remove it.</source>
            <translation>Entfernen.</translation>
        </message>
        <message>
            <source>The export cannot be put at %1: %2.</source>
            <translation>Der Export kann nicht nach %1 gelegt werden: %2.</translation>
        </message>
        <message>
            <source>%1 has the exclusion constraint %2, for which rows cannot be made up.</source>
            <translation>%1 hat den Ausschluss-Constraint %2, für den sich keine Zeilen erzeugen lassen.</translation>
        </message>
        <message>
            <source>Write its rows into a seed.</source>
            <translation>Die Zeilen dafür in einen Seed schreiben.</translation>
        </message>
        <message>
            <source>Nothing is known of the type %1, of the column %2 of %3.</source>
            <translation>Über den Typ %1 der Spalte %2 von %3 ist nichts bekannt.</translation>
        </message>
        <message>
            <source>There is a quote within a value that is not quoted.</source>
            <translation>In einem Wert, der nicht in Anführungszeichen steht, ist ein Anführungszeichen.</translation>
        </message>
        <message>
            <source>Put the value into quotes, and write each of its own twice.</source>
            <translation>Den Wert in Anführungszeichen setzen und jedes eigene doppelt schreiben.</translation>
        </message>
        <message>
            <source>A quote that begins here is not closed.</source>
            <translation>Ein Anführungszeichen, das hier beginnt, wird nicht geschlossen.</translation>
        </message>
        <message>
            <source>Close it; a quote within a value is written twice.</source>
            <translation>Es schließen; ein Anführungszeichen in einem Wert wird doppelt geschrieben.</translation>
        </message>
        <message>
            <source>There is text behind a quoted value.</source>
            <translation>Hinter einem Wert in Anführungszeichen steht Text.</translation>
        </message>
        <message>
            <source>A quote within a value is written twice.</source>
            <translation>Ein Anführungszeichen in einem Wert wird doppelt geschrieben.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off once its changes were committed: all of them are there.</source>
            <translation>Der Lauf %1 (%2) wurde unterbrochen, als seine Änderungen schon festgeschrieben waren: alle sind da.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off before its changes were committed: nothing has changed.</source>
            <translation>Der Lauf %1 (%2) wurde unterbrochen, bevor seine Änderungen festgeschrieben waren: nichts hat sich geändert.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off once it was done: %3 is complete.</source>
            <translation>Der Lauf %1 (%2) wurde unterbrochen, als er schon fertig war: %3 ist vollständig.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off: it left no backup, and what it had written is removed.</source>
            <translation>Der Lauf %1 (%2) wurde unterbrochen: er hinterließ keine Sicherung, und was er geschrieben hatte, ist entfernt.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off: %3 is as it was, and what it had written is removed.</source>
            <translation>Der Lauf %1 (%2) wurde unterbrochen: %3 ist im alten Stand, und was er geschrieben hatte, ist entfernt.</translation>
        </message>
        <message>
            <source>The table %1.%2 is gone.</source>
            <translation>Die Tabelle %1.%2 ist nicht mehr da.</translation>
        </message>
        <message>
            <source>Plan the export again.</source>
            <translation>Den Export neu planen.</translation>
        </message>
        <message>
            <source>Archive and empty %1</source>
            <translation>%1 archivieren und leeren</translation>
        </message>
        <message>
            <source>%1 rows of %2</source>
            <translation>%1 Zeilen von %2</translation>
        </message>
        <message>
            <source>%1 rows of %2, which refers to them</source>
            <translation>%1 Zeilen der Tabelle %2, die auf sie verweist</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on all of them</source>
            <translation>ACCESS EXCLUSIVE auf sie alle</translation>
        </message>
        <message>
            <source>%1 rows were archived.</source>
            <translation>%1 Zeilen wurden archiviert.</translation>
        </message>
        <message>
            <source>There is something that is no object.</source>
            <translation>Etwas darin ist kein Objekt.</translation>
        </message>
        <message>
            <source>A table is an array of objects, one a row.</source>
            <translation>Eine Tabelle ist ein Array von Objekten, eines je Zeile.</translation>
        </message>
        <message>
            <source>The key “%1” is there twice.</source>
            <translation>Der Schlüssel „%1“ ist doppelt vorhanden.</translation>
        </message>
        <message>
            <source>A seed cannot empty tables.</source>
            <translation>Ein Seed kann keine Tabellen leeren.</translation>
        </message>
        <message>
            <source>Take TRUNCATE out, and seed with --fresh: its tables are archived and emptied first.</source>
            <translation>TRUNCATE entfernen und mit --fresh befüllen: die Tabellen des Seeds werden zuerst archiviert und geleert.</translation>
        </message>
        <message>
            <source>A seed changes rows, and nothing else.</source>
            <translation>Ein Seed ändert Zeilen und sonst nichts.</translation>
        </message>
        <message>
            <source>Write the rows as CSV, or as INSERT: pg_dump --inserts.</source>
            <translation>Die Zeilen als CSV oder als INSERT schreiben: pg_dump --inserts.</translation>
        </message>
        <message>
            <source>Put changes of the schema into a migration.</source>
            <translation>Änderungen des Schemas in eine Migration stellen.</translation>
        </message>
        <message>
            <source>Mend the statement here.</source>
            <translation>Die Anweisung hier berichtigen.</translation>
        </message>
        <message>
            <source>A seed is one transaction.</source>
            <translation>Ein Seed ist eine einzige Transaktion.</translation>
        </message>
        <message>
            <source>Take ROLLBACK and SAVEPOINT out.</source>
            <translation>ROLLBACK und SAVEPOINT entfernen.</translation>
        </message>
        <message>
            <source>The project has no command that seeds.</source>
            <translation>Das Projekt hat keinen Befehl, der befüllt.</translation>
        </message>
        <message>
            <source>Write one as command under [seed] in arborist.toml.</source>
            <translation>Einen als command unter [seed] in arborist.toml schreiben.</translation>
        </message>
        <message>
            <source>command under [seed] has a quote that is not closed.</source>
            <translation>command unter [seed] hat ein Anführungszeichen, das nicht geschlossen ist.</translation>
        </message>
        <message>
            <source>It cannot be told by which variable the command is given the address of %1.</source>
            <translation>Es lässt sich nicht feststellen, durch welche Variable der Befehl die Adresse von %1 erhält.</translation>
        </message>
        <message>
            <source>Let the stage be read from one: url = "env:DATABASE_URL".</source>
            <translation>Die Stage aus einer lesen lassen: url = "env:DATABASE_URL".</translation>
        </message>
        <message>
            <source>Run “%1”, with the address in %2</source>
            <translation>„%1“ ausführen, mit der Adresse in %2</translation>
        </message>
        <message>
            <source>What the command does is its own: it may change and delete rows.</source>
            <translation>Was der Befehl tut, ist seine Sache: er kann Zeilen ändern und löschen.</translation>
        </message>
        <message>
            <source>All tables are archived first; Undo puts their rows back.</source>
            <translation>Zuerst werden alle Tabellen archiviert; Rückgängig machen stellt ihre Zeilen wieder her.</translation>
        </message>
        <message>
            <source>Archive %1</source>
            <translation>%1 archivieren</translation>
        </message>
        <message>
            <source>EXCLUSIVE on all of them</source>
            <translation>EXCLUSIVE auf sie alle</translation>
        </message>
        <message>
            <source>%1: %2 rows more</source>
            <translation>%1: %2 Zeilen mehr</translation>
        </message>
        <message>
            <source>%1: %2 rows less</source>
            <translation>%1: %2 Zeilen weniger</translation>
        </message>
        <message>
            <source>%1: %2 rows changed</source>
            <translation>%1: %2 Zeilen geändert</translation>
        </message>
        <message>
            <source>No row was added, changed or deleted.</source>
            <translation>Keine Zeile wurde hinzugefügt, geändert oder gelöscht.</translation>
        </message>
        <message>
            <source>“%1” failed: %2</source>
            <translation>„%1“ ist fehlgeschlagen: %2</translation>
        </message>
        <message>
            <source>The tables were emptied for it; undo puts their rows back.</source>
            <translation>Die Tabellen wurden dafür geleert; undo stellt ihre Zeilen wieder her.</translation>
        </message>
        <message>
            <source>What it did before it failed stays; undo takes it back.</source>
            <translation>Was er vor seinem Fehlschlag getan hat, bleibt; undo nimmt es zurück.</translation>
        </message>
        <message>
            <source>No row was changed. Mend the cause, and seed again.</source>
            <translation>Keine Zeile wurde geändert. Die Ursache beheben und erneut befüllen.</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on all of its tables</source>
            <translation>ACCESS EXCLUSIVE auf alle seine Tabellen</translation>
        </message>
        <message>
            <source>%1, put aside by the run %2: %3</source>
            <translation>%1, beiseitegelegt vom Lauf %2: %3</translation>
        </message>
        <message>
            <source>Planning the export</source>
            <translation>Export wird geplant</translation>
        </message>
        <message>
            <source>ACCESS SHARE on each</source>
            <translation>ACCESS SHARE auf jede</translation>
        </message>
        <message>
            <source>The export that is there goes once the new one is complete.</source>
            <translation>Der vorhandene Export wird entfernt, sobald der neue vollständig ist.</translation>
        </message>
        <message>
            <source>What an export that was cut off had left beside %1 has been removed.</source>
            <translation>Was ein unterbrochener Export neben %1 hinterlassen hatte, wurde entfernt.</translation>
        </message>
        <message>
            <source>%1 rows of %2, %3, are in %4.</source>
            <translation>%1 Zeilen von %2, %3, sind in %4.</translation>
        </message>
        <message>
            <source>%1 holds an export of more tables, which would go: %2.</source>
            <translation>%1 enthält einen Export weiterer Tabellen, die verloren gingen: %2.</translation>
        </message>
        <message>
            <source>Name another folder, or export them as well.</source>
            <translation>Nennen Sie einen anderen Ordner, oder exportieren Sie diese mit.</translation>
        </message>
        <message>
            <source>Write a table to %1</source>
            <translation>Eine Tabelle nach %1 schreiben</translation>
        </message>
        <message>
            <source>Write %1 tables to %2</source>
            <translation>%1 Tabellen nach %2 schreiben</translation>
        </message>
        <message>
            <source>Planning the rows</source>
            <translation>Zeilen werden geplant</translation>
        </message>
        <message>
            <source>%1 is there twice.</source>
            <translation>%1 ist doppelt vorhanden.</translation>
        </message>
        <message>
            <source>%1 and others refer to each other in a circle: its %2 is left empty.</source>
            <translation>%1 und andere verweisen im Kreis aufeinander: %2 darin bleibt leer.</translation>
        </message>
        <message>
            <source>Make rows for %1</source>
            <translation>Zeilen für %1 erzeugen</translation>
        </message>
        <message>
            <source>The check %1 of %2 is not understood: the server decides, and nothing is changed where it refuses.</source>
            <translation>Der Check-Constraint %1 von %2 wird nicht verstanden: der Server entscheidet, und wo er ablehnt, wird nichts geändert.</translation>
        </message>
        <message>
            <source>Undo takes out the rows that were added, as long as nobody has changed them since.</source>
            <translation>Rückgängig machen entfernt die hinzugefügten Zeilen, solange niemand sie seitdem geändert hat.</translation>
        </message>
        <message>
            <source>What the table asks for is more than can be made up: write its rows into a seed. Nothing was changed.</source>
            <translation>Die Tabelle verlangt mehr, als sich erzeugen lässt: ihre Zeilen in einen Seed schreiben. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Check every file of the archive</source>
            <translation>Jede Datei des Archivs prüfen</translation>
        </message>
        <message>
            <source>Keep the former rows</source>
            <translation>Die früheren Zeilen aufbewahren</translation>
        </message>
        <message>
            <source>EXCLUSIVE on each: nobody else writes from here on</source>
            <translation>EXCLUSIVE auf jede: ab hier schreibt sonst niemand</translation>
        </message>
        <message>
            <source>-- by DELETE where there are few rows, then and now</source>
            <translation>-- per DELETE, wo es wenige Zeilen sind, damals und jetzt</translation>
        </message>
        <message>
            <source>Replace the rows of %1</source>
            <translation>Die Zeilen von %1 ersetzen</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on each: nobody else reads from here on</source>
            <translation>ACCESS EXCLUSIVE auf jede: ab hier liest sonst niemand</translation>
        </message>
        <message>
            <source>Check foreign keys, set sequences</source>
            <translation>Fremdschlüssel prüfen, Sequenzen setzen</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on %1, from the replacing on</source>
            <translation>ACCESS EXCLUSIVE auf %1, ab dem Ersetzen</translation>
        </message>
        <message>
            <source>The archive is of %1%2, PostgreSQL %3, made %4.</source>
            <translation>Das Archiv ist von %1%2, PostgreSQL %3, erstellt %4.</translation>
        </message>
        <message>
            <source> (%1)</source>
            <translation> (%1)</translation>
        </message>
        <message>
            <source>All in one transaction: the tables get all of it, or stay as they are.</source>
            <translation>Alles in einer Transaktion: die Tabellen erhalten alles oder bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>Foreign keys that are taken off and put back as they were, which checks all rows at once, and breaks circles of tables: %1</source>
            <translation>Fremdschlüssel, die abgenommen und wieder angebracht werden, wie sie waren, was alle Zeilen auf einmal prüft und Kreise von Tabellen löst: %1</translation>
        </message>
        <message>
            <source>Triggers that fire for the rows: %1</source>
            <translation>Trigger, die für die Zeilen auslösen: %1</translation>
        </message>
        <message>
            <source>Triggers that do not fire, so that the rows come as they were: %1</source>
            <translation>Trigger, die nicht auslösen, sodass die Zeilen kommen, wie sie waren: %1</translation>
        </message>
        <message>
            <source>The former rows are kept in an archive; Undo puts them back.</source>
            <translation>Die früheren Zeilen werden in einem Archiv aufbewahrt; Rückgängig machen stellt sie wieder her.</translation>
        </message>
        <message>
            <source>The archive has no rows for “%1”.</source>
            <translation>Das Archiv hat keine Zeilen für „%1“.</translation>
        </message>
        <message>
            <source>It is of %1, made %2.</source>
            <translation>Es ist von %1, erstellt %2.</translation>
        </message>
        <message>
            <source>The database has no table %1.</source>
            <translation>Die Datenbank hat keine Tabelle %1.</translation>
        </message>
        <message>
            <source>%1 is %2 here: it is never replaced.</source>
            <translation>%1 ist hier %2: das wird nie ersetzt.</translation>
        </message>
        <message>
            <source>Bring the schema to where it was, or name the tables to import with --tables.</source>
            <translation>Das Schema in seinen damaligen Stand bringen oder die zu importierenden Tabellen mit --tables nennen.</translation>
        </message>
        <message>
            <source>Planning the import</source>
            <translation>Import wird geplant</translation>
        </message>
        <message>
            <source>Rows of %1: about %2, for the %3 of the archive</source>
            <translation>Zeilen von %1: etwa %2, für die %3 des Archivs</translation>
        </message>
        <message>
            <source>The archive is another one than planned for.</source>
            <translation>Das Archiv ist ein anderes als das, für das geplant wurde.</translation>
        </message>
        <message>
            <source>Plan again, and look at the new plan before it runs.</source>
            <translation>Neu planen und den neuen Plan ansehen, bevor er läuft.</translation>
        </message>
        <message>
            <source>Some rows would refer to rows that are not there: %1 Nothing was changed.</source>
            <translation>Manche Zeilen würden auf Zeilen verweisen, die nicht da sind: %1 Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Import the tables that they refer to from the same archive, too.</source>
            <translation>Die Tabellen, auf die sie verweisen, aus demselben Archiv mit importieren.</translation>
        </message>
        <message>
            <source>The tables have changed since the plan was made.</source>
            <translation>Die Tabellen haben sich geändert, seit der Plan erstellt wurde.</translation>
        </message>
        <message>
            <source>The tables would not be as they were: something else changes them when constraints are altered. Nothing was changed.</source>
            <translation>Die Tabellen wären nicht, wie sie waren: etwas anderes ändert sie, wenn Constraints geändert werden. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Look for event triggers of the database.</source>
            <translation>Nach Event-Triggern der Datenbank suchen.</translation>
        </message>
        <message>
            <source>Analyzing the tables</source>
            <translation>Tabellen werden analysiert</translation>
        </message>
        <message>
            <source>The rows are there, but the tables could not be analyzed: %1</source>
            <translation>Die Zeilen sind da, aber die Tabellen konnten nicht analysiert werden: %1</translation>
        </message>
        <message>
            <source>%1 cannot be reset: no new database can take its place (%2), and what is in it cannot be put aside (%3).</source>
            <translation>%1 kann nicht zurückgesetzt werden: keine neue Datenbank kann ihren Platz einnehmen (%2), und was darin ist, kann nicht beiseitegelegt werden (%3).</translation>
        </message>
        <message>
            <source>Let the role create databases (ALTER ROLE ... CREATEDB) and own this one, or use one that owns all that is in it.</source>
            <translation>Die Rolle Datenbanken anlegen lassen (ALTER ROLE ... CREATEDB) und zum Eigentümer dieser Datenbank machen, oder eine verwenden, der alles darin gehört.</translation>
        </message>
        <message>
            <source>What was in %1 before is kept in the schemas %2 for %3 days; a later reset drops them then.</source>
            <translation>Was zuvor in %1 war, wird in den Schemas %2 für %3 Tage aufbewahrt; ein späteres Zurücksetzen löscht sie dann.</translation>
        </message>
        <message>
            <source>End all sessions, and put all schemas aside</source>
            <translation>Alle Sitzungen beenden und alle Schemas beiseitelegen</translation>
        </message>
        <message>
            <source>Keep what was put aside as the way back</source>
            <translation>Das Beiseitegelegte als Rückweg aufbewahren</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on every table</source>
            <translation>ACCESS EXCLUSIVE auf jede Tabelle</translation>
        </message>
        <message>
            <source>%1, put aside by the run %2</source>
            <translation>%1, beiseitegelegt vom Lauf %2</translation>
        </message>
        <message>
            <source>Within the database itself, since no other one takes its place: %1.</source>
            <translation>In der Datenbank selbst, da keine andere an ihre Stelle tritt: %1.</translation>
        </message>
        <message>
            <source>Who connects before it is through finds it half made.</source>
            <translation>Wer sich vor dem Abschluss verbindet, findet sie halb fertig vor.</translation>
        </message>
        <message>
            <source>All that is in it is kept in schemas of its own for %1 days; Undo puts it back, and so does a failure.</source>
            <translation>Alles darin wird in eigenen Schemas %1 Tage aufbewahrt; Rückgängig machen setzt es zurück an seine Stelle, ein Fehlschlag ebenso.</translation>
        </message>
        <message>
            <source>What is in %1 cannot be put aside: %2.</source>
            <translation>Was in %1 ist, kann nicht beiseitegelegt werden: %2.</translation>
        </message>
        <message>
            <source>%1 is as it was: what was put aside is back.</source>
            <translation>%1 ist im alten Stand: das Beiseitegelegte ist zurück.</translation>
        </message>
        <message>
            <source>What was put aside could not be put back now (%1): the next start does it.</source>
            <translation>Das Beiseitegelegte konnte jetzt nicht zurückgebracht werden (%1): der nächste Start holt es nach.</translation>
        </message>
        <message>
            <source>Make a new database like %1</source>
            <translation>Eine neue Datenbank wie %1 anlegen</translation>
        </message>
        <message>
            <source>End all sessions, and put it in the place of %1</source>
            <translation>Alle Sitzungen beenden und sie an die Stelle von %1 setzen</translation>
        </message>
        <message>
            <source>Not carried over, unless migrations make them: %1 %2</source>
            <translation>Nicht übernommen, sofern Migrationen sie nicht anlegen: %1 %2</translation>
        </message>
        <message>
            <source>%1 as it is now is kept beside the new one for %2 days; Undo puts it back. Until the last step it is in use as it is.</source>
            <translation>%1 im jetzigen Stand wird %2 Tage neben der neuen aufbewahrt; Rückgängig machen setzt sie zurück an ihre Stelle. Bis zum letzten Schritt ist sie unverändert in Gebrauch.</translation>
        </message>
        <message>
            <source>%1 is another database than planned for.</source>
            <translation>%1 ist eine andere Datenbank als die, für die geplant wurde.</translation>
        </message>
        <message>
            <source>This run has changed nothing of %1.</source>
            <translation>Dieser Lauf hat an %1 nichts geändert.</translation>
        </message>
        <message>
            <source>Connect with the role that reset it.</source>
            <translation>Mit der Rolle verbinden, die sie zurückgesetzt hat.</translation>
        </message>
        <message>
            <source>What was written since the run %1 is put aside with the rest.</source>
            <translation>Was seit dem Lauf %1 geschrieben wurde, wird mit dem Übrigen beiseitegelegt.</translation>
        </message>
        <message>
            <source>The extension %1 has come since, and stays.</source>
            <translation>Die Erweiterung %1 ist seither dazugekommen und bleibt.</translation>
        </message>
        <message>
            <source>What is in it now is put aside in its turn; undo puts it back.</source>
            <translation>Was jetzt darin ist, wird seinerseits beiseitegelegt; undo bringt es zurück.</translation>
        </message>
        <message>
            <source>Put back what was in %1 before</source>
            <translation>Zurückbringen, was zuvor in %1 war</translation>
        </message>
        <message>
            <source>What was put aside is not there any more.</source>
            <translation>Das Beiseitegelegte ist nicht mehr da.</translation>
        </message>
        <message>
            <source>A backup brings back what was there.</source>
            <translation>Eine Sicherung bringt zurück, was da war.</translation>
        </message>
        <message>
            <source>Reading the seed</source>
            <translation>Seed wird gelesen</translation>
        </message>
        <message>
            <source>The project has no seed.</source>
            <translation>Das Projekt hat keinen Seed.</translation>
        </message>
        <message>
            <source>Put *.sql, *.csv or *.json into a folder seeds, or name a folder or a command under [seed] in arborist.toml.</source>
            <translation>*.sql, *.csv oder *.json in einen Ordner seeds legen oder unter [seed] in arborist.toml einen Ordner oder einen Befehl nennen.</translation>
        </message>
        <message>
            <source>Planning the seed</source>
            <translation>Seed wird geplant</translation>
        </message>
        <message>
            <source>The rows refer to each other in a circle, and %1 changes rows that are there: they cannot be kept.</source>
            <translation>Die Zeilen verweisen im Kreis aufeinander, und %1 ändert vorhandene Zeilen: sie können nicht aufbewahrt werden.</translation>
        </message>
        <message>
            <source>%1 changes rows that are there, and the seed is too large for them to be kept.</source>
            <translation>%1 ändert vorhandene Zeilen, und der Seed ist zu groß, um sie aufzubewahren.</translation>
        </message>
        <message>
            <source>%1 changes rows that are there, and %2 has no primary key by which they could be put back.</source>
            <translation>%1 ändert vorhandene Zeilen, und %2 hat keinen Primärschlüssel, mit dem sie wiederhergestellt werden könnten.</translation>
        </message>
        <message>
            <source>Seed with --fresh, which keeps an archive; or let the file only insert.</source>
            <translation>Mit --fresh befüllen, das ein Archiv aufbewahrt; oder die Datei nur einfügen lassen.</translation>
        </message>
        <message>
            <source>Load %1 into %2</source>
            <translation>%1 in %2 laden</translation>
        </message>
        <message>
            <source>no table</source>
            <translation>keine Tabelle</translation>
        </message>
        <message>
            <source>ROW EXCLUSIVE on %1</source>
            <translation>ROW EXCLUSIVE auf %1</translation>
        </message>
        <message>
            <source>Rows of %1 that %2 deletes</source>
            <translation>Zeilen von %1, die %2 löscht</translation>
        </message>
        <message>
            <source>%1 gives no key of %2: a row counts as there if all of its values are.</source>
            <translation>%1 gibt keinen Schlüssel von %2 an: eine Zeile gilt als vorhanden, wenn alle ihre Werte es sind.</translation>
        </message>
        <message>
            <source>%1 has an INSERT with RETURNING, which is sent as it is: a repeat may fail or add its rows again.</source>
            <translation>%1 hat ein INSERT mit RETURNING, das unverändert gesendet wird: eine Wiederholung kann fehlschlagen oder seine Zeilen noch einmal hinzufügen.</translation>
        </message>
        <message>
            <source>Triggers of %1 fire. Where they write into a table without a primary key, the seed goes back: that could not be undone.</source>
            <translation>Trigger von %1 lösen aus. Wo sie in eine Tabelle ohne Primärschlüssel schreiben, geht das Befüllen zurück: das ließe sich nicht rückgängig machen.</translation>
        </message>
        <message>
            <source>Triggers of %1 fire. What they change in other tables stays when the seed is taken back.</source>
            <translation>Trigger von %1 lösen aus. Was sie in anderen Tabellen ändern, bleibt, wenn das Befüllen zurückgenommen wird.</translation>
        </message>
        <message>
            <source>Every row that is added or changed is kept; Undo takes them out.</source>
            <translation>Jede Zeile, die hinzugefügt oder geändert wird, wird aufbewahrt; Rückgängig machen entfernt sie.</translation>
        </message>
        <message>
            <source>An archive of the tables is made before they are emptied; Undo puts it back.</source>
            <translation>Ein Archiv der Tabellen wird erstellt, bevor sie geleert werden; Rückgängig machen stellt es wieder her.</translation>
        </message>
        <message>
            <source>Numbers that tables have given out meanwhile are used up: at the next try rows may get higher ones.</source>
            <translation>Nummern, die Tabellen inzwischen vergeben haben, sind verbraucht: beim nächsten Versuch können Zeilen höhere bekommen.</translation>
        </message>
        <message>
            <source>Load %1</source>
            <translation>%1 laden</translation>
        </message>
        <message>
            <source>Load %1 files</source>
            <translation>%1 Dateien laden</translation>
        </message>
        <message>
            <source>%1: rows that were there already: %2</source>
            <translation>%1: Zeilen, die schon da waren: %2</translation>
        </message>
        <message>
            <source>It is too long ago: the rows that the run added cannot be told from others any more.</source>
            <translation>Es ist zu lange her: die vom Lauf hinzugefügten Zeilen lassen sich nicht mehr von anderen unterscheiden.</translation>
        </message>
        <message>
            <source>Take out the added rows of %1</source>
            <translation>Die hinzugefügten Zeilen von %1 entfernen</translation>
        </message>
        <message>
            <source>Rows of %1 have come to refer to rows of %2 that the run added, and would go with them.</source>
            <translation>Zeilen von %1 verweisen inzwischen auf Zeilen von %2, die der Lauf hinzugefügt hat, und würden mit ihnen verschwinden.</translation>
        </message>
        <message>
            <source>Delete them, or let them refer to others. Nothing was changed.</source>
            <translation>Sie löschen oder auf andere verweisen lassen. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Other tables refer to these and would be emptied with them: %1 (about %2 rows).</source>
            <translation>Andere Tabellen verweisen auf diese und würden mit ihnen geleert: %1 (etwa %2 Zeilen).</translation>
        </message>
        <message>
            <source>Name them, too: --tables "%1". Or let them go along: --cascade</source>
            <translation>Auch sie nennen: --tables "%1". Oder sie mitnehmen: --cascade</translation>
        </message>
        <message>
            <source>Planning the wipe</source>
            <translation>Leeren wird geplant</translation>
        </message>
        <message>
            <source>%1 rows of %2, which refers to what is emptied</source>
            <translation>%1 Zeilen von %2, die auf Geleertes verweist</translation>
        </message>
        <message>
            <source>Keep the rows of %1</source>
            <translation>Die Zeilen von %1 behalten</translation>
        </message>
        <message>
            <source>Empty %1</source>
            <translation>%1 leeren</translation>
        </message>
        <message>
            <source>Numbers that the tables give out go on where they are.</source>
            <translation>Nummern, die die Tabellen vergeben, gehen weiter, wo sie sind.</translation>
        </message>
        <message>
            <source>Numbers that the tables give out begin anew.</source>
            <translation>Nummern, die die Tabellen vergeben, beginnen von vorn.</translation>
        </message>
        <message>
            <source>The record of applied migrations and tables of extensions stay.</source>
            <translation>Das Register angewendeter Migrationen und Tabellen von Erweiterungen bleiben.</translation>
        </message>
        <message>
            <source>The rows are kept in an archive; Undo puts them back.</source>
            <translation>Die Zeilen werden in einem Archiv aufbewahrt; Rückgängig machen stellt sie wieder her.</translation>
        </message>
        <message>
            <source>%1 did not stay empty. Nothing was changed.</source>
            <translation>%1 blieb nicht leer. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Look at its TRUNCATE triggers.</source>
            <translation>Die TRUNCATE-Trigger der Tabelle ansehen.</translation>
        </message>
        <message>
            <source>%1 can only be run by the project's own command.</source>
            <translation>%1 kann nur vom eigenen Befehl des Projekts ausgeführt werden.</translation>
        </message>
        <message>
            <source>Reset with that command.</source>
            <translation>Mit diesem Befehl zurücksetzen.</translation>
        </message>
        <message>
            <source>The project has no migrations: nothing could make the tables anew.</source>
            <translation>Das Projekt hat keine Migrationen: nichts könnte die Tabellen neu anlegen.</translation>
        </message>
        <message>
            <source>There is no source to copy from.</source>
            <translation>Es gibt keine Quelle, aus der kopiert werden könnte.</translation>
        </message>
        <message>
            <source>Name one: --source-db URL, or SOURCE_DB_CONNECTION_STRING in .env.</source>
            <translation>Eine nennen: --source-db URL oder SOURCE_DB_CONNECTION_STRING in .env.</translation>
        </message>
        <message>
            <source>Copy the rows of %1</source>
            <translation>Die Zeilen von %1 kopieren</translation>
        </message>
        <message>
            <source>Load the seed: %1</source>
            <translation>Den Seed laden: %1</translation>
        </message>
        <message>
            <source>Load the seed: %1 files</source>
            <translation>Den Seed laden: %1 Dateien</translation>
        </message>
        <message>
            <source>All of %1: %2 tables with %3 rows</source>
            <translation>Alles von %1: %2 Tabellen mit %3 Zeilen</translation>
        </message>
        <message>
            <source>%1: %2 rows</source>
            <translation>%1: %2 Zeilen</translation>
        </message>
        <message>
            <source>%1 has no column “%2”.</source>
            <translation>%1 hat keine Spalte „%2“.</translation>
        </message>
        <message>
            <source>Its columns: %1</source>
            <translation>Vorhandene Spalten: %1</translation>
        </message>
        <message>
            <source>The column “%1” of %2 is generated, and takes no values.</source>
            <translation>Die Spalte „%1“ von %2 ist generiert und nimmt keine Werte an.</translation>
        </message>
        <message>
            <source>Take it out of the file.</source>
            <translation>Sie aus der Datei entfernen.</translation>
        </message>
        <message>
            <source>Rows of %1 have to refer to a table that is not the application's.</source>
            <translation>Zeilen von %1 müssen auf eine Tabelle verweisen, die nicht zur Anwendung gehört.</translation>
        </message>
        <message>
            <source>Rows of %1 have to refer to rows of %2, which is empty.</source>
            <translation>Zeilen von %1 müssen auf Zeilen von %2 verweisen, und diese Tabelle ist leer.</translation>
        </message>
        <message>
            <source>Generate rows for it as well: --generate %1=100,%2=...</source>
            <translation>Auch dafür Zeilen erzeugen: --generate %1=100,%2=...</translation>
        </message>
        <message>
            <source>There are not enough different rows for %1: %2 were made.</source>
            <translation>Es gibt nicht genug verschiedene Zeilen für %1: %2 wurden erzeugt.</translation>
        </message>
        <message>
            <source>Ask for fewer, or generate more rows of the tables that it refers to first. Nothing was changed.</source>
            <translation>Weniger verlangen oder zuerst mehr Zeilen der Tabellen erzeugen, auf die sie verweist. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>this role may not make schemas in it</source>
            <translation>diese Rolle darf darin keine Schemas anlegen</translation>
        </message>
        <message>
            <source>the schema %1 is another role's</source>
            <translation>das Schema %1 gehört einer anderen Rolle</translation>
        </message>
        <message>
            <source>this role may make nothing in %1</source>
            <translation>diese Rolle darf in %1 nichts anlegen</translation>
        </message>
        <message>
            <source>%1 is another role's</source>
            <translation>%1 gehört einer anderen Rolle</translation>
        </message>
        <message>
            <source>Loading %1</source>
            <translation>%1 wird geladen</translation>
        </message>
        <message>
            <source>It has to be a regular file that you may read.</source>
            <translation>Es muss eine gewöhnliche, lesbare Datei sein.</translation>
        </message>
        <message>
            <source>The file is not UTF-8.</source>
            <translation>Die Datei ist nicht UTF-8.</translation>
        </message>
        <message>
            <source>Save it as UTF-8.</source>
            <translation>Als UTF-8 speichern.</translation>
        </message>
        <message>
            <source>There is a NUL character in it, which PostgreSQL cannot keep.</source>
            <translation>Sie enthält ein NUL-Zeichen, das PostgreSQL nicht speichern kann.</translation>
        </message>
        <message>
            <source>Take it out.</source>
            <translation>Es entfernen.</translation>
        </message>
        <message>
            <source>%1 at %2</source>
            <translation>%1 auf %2</translation>
        </message>
        <message>
            <source>The source is the database that would be reset: %1.</source>
            <translation>Die Quelle ist die Datenbank, die zurückgesetzt würde: %1.</translation>
        </message>
        <message>
            <source>Name another one: --source-db URL, or SOURCE_DB_CONNECTION_STRING in .env.</source>
            <translation>Eine andere nennen: --source-db URL oder SOURCE_DB_CONNECTION_STRING in .env.</translation>
        </message>
        <message>
            <source>The address of the source leads to another database by now.</source>
            <translation>Die Adresse der Quelle führt inzwischen zu einer anderen Datenbank.</translation>
        </message>
        <message>
            <source>Plan again, and look at the plan.</source>
            <translation>Neu planen und den Plan ansehen.</translation>
        </message>
        <message>
            <source>“%1” names no table.</source>
            <translation>„%1“ nennt keine Tabelle.</translation>
        </message>
        <message>
            <source>As in: items, public.items, "it*"</source>
            <translation>Wie in: items, public.items, "it*"</translation>
        </message>
        <message>
            <source>A quote in “%1” is not closed.</source>
            <translation>Ein Anführungszeichen in „%1“ ist nicht geschlossen.</translation>
        </message>
        <message>
            <source>“%1” may be any of several tables.</source>
            <translation>„%1“ kann jede von mehreren Tabellen sein.</translation>
        </message>
        <message>
            <source>Name it with its schema: %1</source>
            <translation>Sie mit ihrem Schema nennen: %1</translation>
        </message>
        <message>
            <source>%1 is %2: it is never exported, imported or wiped.</source>
            <translation>%1 ist %2: das wird nie exportiert, importiert oder geleert.</translation>
        </message>
        <message>
            <source>Name tables of the application.</source>
            <translation>Tabellen der Anwendung nennen.</translation>
        </message>
        <message>
            <source>No table is like “%1”.</source>
            <translation>Keine Tabelle entspricht „%1“.</translation>
        </message>
        <message>
            <source>Patterns go in quotes, so that the shell leaves them alone.</source>
            <translation>Muster gehören in Anführungszeichen, damit die Shell sie nicht verändert.</translation>
        </message>
        <message>
            <source>The Data page lists the tables.</source>
            <translation>Die Seite Daten listet die Tabellen auf.</translation>
        </message>
        <message>
            <source>Is it %1?</source>
            <translation>Ist %1 gemeint?</translation>
        </message>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>%1 percentage points</source>
            <translation>%1 Prozentpunkte</translation>
        </message>
        <message>
            <source>Nothing is stored, expected is %1.</source>
            <translation>Nichts ist gespeichert, erwartet wird %1.</translation>
        </message>
        <message>
            <source>Stored is %1, but nothing in the subtree has a date.</source>
            <translation>Gespeichert ist %1, aber nichts im Teilbaum hat einen Termin.</translation>
        </message>
        <message>
            <source>Stored %1, expected %2: %3 too deep.</source>
            <translation>Gespeichert %1, erwartet %2: %3 zu tief.</translation>
        </message>
        <message>
            <source>Stored %1, expected %2: %3 too high.</source>
            <translation>Gespeichert %1, erwartet %2: %3 zu hoch.</translation>
        </message>
        <message>
            <source>Stored %1 is %3 later than the expected %2.</source>
            <translation>Gespeichert ist %1, %3 später als das erwartete %2.</translation>
        </message>
        <message>
            <source>Stored %1 is %3 earlier than the expected %2.</source>
            <translation>Gespeichert ist %1, %3 früher als das erwartete %2.</translation>
        </message>
        <message>
            <source>Stored %1, expected %2: %3 too many.</source>
            <translation>Gespeichert %1, erwartet %2: %3 zu viel.</translation>
        </message>
        <message>
            <source>Stored %1, expected %2: %3 missing.</source>
            <translation>Gespeichert %1, erwartet %2: %3 zu wenig.</translation>
        </message>
        <message>
            <source>The item names itself as its parent; it is shown as a root.</source>
            <translation>Der Eintrag nennt sich selbst als Elterneintrag; er wird als Wurzel gezeigt.</translation>
        </message>
        <message>
            <source>The chain of parents leads back here. The edge to parent %1 closes it and is left out, since this member was the highest before.</source>
            <translation>Die Kette der Eltern führt hierher zurück. Die Kante zum Elterneintrag %1 schließt sie und wird weggelassen, da dieses Glied zuvor das höchste war.</translation>
        </message>
        <message>
            <source>The chain of parents leads back here through parent %1.</source>
            <translation>Die Kette der Eltern führt über den Elterneintrag %1 hierher zurück.</translation>
        </message>
        <message>
            <source>Parent %1 does not exist; the item and %2 below are shown apart.</source>
            <translation>Das übergeordnete Element %1 existiert nicht; das Element und %2 darunter werden getrennt gezeigt.</translation>
        </message>
        <message>
            <source>Parent %1 belongs to another organization and does not count the item.</source>
            <translation>Der Elterneintrag %1 gehört zu einer anderen Organisation und zählt den Eintrag nicht.</translation>
        </message>
        <message>
            <source>The stored path names parent %1, but the parent is %2: moved without a path update.</source>
            <translation>Der gespeicherte Pfad nennt den Elterneintrag %1, es ist aber %2: ohne Pfadaktualisierung verschoben.</translation>
        </message>
        <message>
            <source>The item is live, its parent %1 is deleted.</source>
            <translation>Der Eintrag ist aktiv, sein Elterneintrag %1 ist gelöscht.</translation>
        </message>
        <message>
            <source>The item is live, its parent %1 is archived.</source>
            <translation>Der Eintrag ist aktiv, sein Elterneintrag %1 ist archiviert.</translation>
        </message>
        <message>
            <source>The item lies %1 levels below its root; the limit is %2.</source>
            <translation>Der Eintrag liegt %1 Ebenen unter seiner Wurzel; die Grenze ist %2.</translation>
        </message>
        <message>
            <source>A sibling has position %1, too.</source>
            <translation>Auch ein Geschwistereintrag hat die Position %1.</translation>
        </message>
        <message>
            <source>The stored path differs; expected is %1.</source>
            <translation>Der gespeicherte Pfad weicht ab; erwartet wird %1.</translation>
        </message>
        <message>
            <source>Stored is %1, expected %2.</source>
            <translation>Gespeichert ist %1, erwartet wird %2.</translation>
        </message>
        <message>
            <source>The item starts on %1 and ends on %2; it is read as the interval between them.</source>
            <translation>Der Eintrag beginnt am %1 und endet am %2; er wird als der Zeitraum dazwischen gelesen.</translation>
        </message>
        <message>
            <source>Changed within the last minutes: in flight, not counted.</source>
            <translation>In den letzten Minuten geändert: in Änderung, nicht gezählt.</translation>
        </message>
        <message>
            <source>The difference began here.</source>
            <translation>Die Abweichung begann hier.</translation>
        </message>
        <message>
            <source>Inherited: it follows from the parent's stored value.</source>
            <translation>Geerbt: folgt aus dem gespeicherten Wert des Elterneintrags.</translation>
        </message>
        <message>
            <source>Inherited: it follows from the children's stored values.</source>
            <translation>Geerbt: folgt aus den gespeicherten Werten der Kinder.</translation>
        </message>
        <message>
            <source>A number has more digits than Arborist compares (18 in all, 9 decimals).</source>
            <translation>Eine Zahl hat mehr Stellen, als Arborist vergleicht (18 insgesamt, 9 Nachkommastellen).</translation>
        </message>
        <message>
            <source>Declare the column as numeric(18,9) or narrower, or leave it out of the mapping in arborist.toml.</source>
            <translation>Die Spalte als numeric(18,9) oder schmaler deklarieren oder in arborist.toml aus der Zuordnung nehmen.</translation>
        </message>
        <message>
            <source>A number is NaN or infinite.</source>
            <translation>Eine Zahl ist NaN oder unendlich.</translation>
        </message>
        <message>
            <source>Correct the value, or leave the column out of the mapping.</source>
            <translation>Den Wert berichtigen oder die Spalte aus der Zuordnung nehmen.</translation>
        </message>
        <message>
            <source>There is no rule “%1”.</source>
            <translation>Es gibt keine Regel „%1“.</translation>
        </message>
        <message>
            <source>Rules: %1.</source>
            <translation>Regeln: %1.</translation>
        </message>
        <message>
            <source>“%1” is no value of %2.</source>
            <translation>„%1“ ist kein Wert von %2.</translation>
        </message>
        <message>
            <source>Values: %1.</source>
            <translation>Werte: %1.</translation>
        </message>
        <message>
            <source>The separator of a path is empty.</source>
            <translation>Das Trennzeichen eines Pfads ist leer.</translation>
        </message>
        <message>
            <source>Write it as in path.separator=/</source>
            <translation>Wie in path.separator=/ schreiben</translation>
        </message>
        <message>
            <source>“%1” is not a rule.</source>
            <translation>„%1“ ist keine Regel.</translation>
        </message>
        <message>
            <source>Write it as in estimate_sum=leaves.</source>
            <translation>Wie in estimate_sum=leaves schreiben.</translation>
        </message>
        <message>
            <source>arborist.toml declares %1, which outranks what is kept.</source>
            <translation>arborist.toml gibt %1 an und hat Vorrang vor dem Gespeicherten.</translation>
        </message>
        <message>
            <source>Change it there, or leave out --keep-rules.</source>
            <translation>Es dort ändern oder --keep-rules weglassen.</translation>
        </message>
        <message>
            <source>all</source>
            <translation>alle</translation>
        </message>
        <message>
            <source>live or deleted</source>
            <translation>aktiv oder gelöscht</translation>
        </message>
        <message>
            <source>live or archived</source>
            <translation>aktiv oder archiviert</translation>
        </message>
        <message>
            <source>live</source>
            <translation>aktiv</translation>
        </message>
        <message>
            <source>own + %1 descendants</source>
            <translation>eigene + Nachkommen (%1)</translation>
        </message>
        <message>
            <source>%1 descendants</source>
            <translation>Nachkommen (%1)</translation>
        </message>
        <message>
            <source>%1 leaves</source>
            <translation>Blätter (%1)</translation>
        </message>
        <message>
            <source>children, own where none has dates</source>
            <translation>Kinder, eigene, wo keines Termine hat</translation>
        </message>
        <message>
            <source>own + children</source>
            <translation>eigene + Kinder</translation>
        </message>
        <message>
            <source>%1; start dates alone</source>
            <translation>%1; nur Starttermine</translation>
        </message>
        <message>
            <source>%1; end dates alone</source>
            <translation>%1; nur Endtermine</translation>
        </message>
        <message>
            <source>done work of own + %1 descendants, 0 to %2</source>
            <translation>erledigte Arbeit von eigener + Nachkommen (%1), 0 bis %2</translation>
        </message>
        <message>
            <source>share of the %1 descendants that are done, 0 to %2</source>
            <translation>Anteil erledigter Nachkommen (%1), 0 bis %2</translation>
        </message>
        <message>
            <source>%1, rounded down</source>
            <translation>%1, abgerundet</translation>
        </message>
        <message>
            <source>%1 separated by “%2”, %3</source>
            <translation>%1 getrennt durch „%2“, %3</translation>
        </message>
        <message>
            <source>own label included</source>
            <translation>mit eigenem Label</translation>
        </message>
        <message>
            <source>ancestors only</source>
            <translation>nur Vorfahren</translation>
        </message>
        <message>
            <source>%1, “%2” at both ends</source>
            <translation>%1, „%2“ an beiden Enden</translation>
        </message>
        <message>
            <source>%1, “%2” in front</source>
            <translation>%1, „%2“ am Anfang</translation>
        </message>
        <message>
            <source>%1, “%2” at the end</source>
            <translation>%1, „%2“ am Ende</translation>
        </message>
        <message>
            <source>%1, and the item itself</source>
            <translation>%1 und der Eintrag selbst</translation>
        </message>
        <message>
            <source>edges to the root, from %1</source>
            <translation>Kanten bis zur Wurzel, ab %1</translation>
        </message>
        <message>
            <source>%1 children</source>
            <translation>Kinder (%1)</translation>
        </message>
        <message>
            <source>%1 descendants that are done</source>
            <translation>erledigte Nachkommen (%1)</translation>
        </message>
        <message>
            <source>Rows of this table are filtered by a policy, so its health cannot be judged. Connect as the table's owner or a role with BYPASSRLS.</source>
            <translation>Zeilen dieser Tabelle werden durch eine Policy gefiltert, ihre Gesundheit ist daher nicht zu beurteilen. Als Eigentümer der Tabelle oder mit einer Rolle mit BYPASSRLS verbinden.</translation>
        </message>
        <message>
            <source>The parent column needs the type of %1.</source>
            <translation>Die Elternspalte braucht den Typ von %1.</translation>
        </message>
        <message>
            <source>a date or timestamp</source>
            <translation>ein Datum oder Zeitstempel</translation>
        </message>
        <message>
            <source>a number</source>
            <translation>eine Zahl</translation>
        </message>
        <message>
            <source>a whole number</source>
            <translation>eine ganze Zahl</translation>
        </message>
        <message>
            <source>%1 has no column %2.</source>
            <translation>%1 hat keine Spalte %2.</translation>
        </message>
        <message>
            <source>Correct the name under [[hierarchy]] in arborist.toml, or leave it out.</source>
            <translation>Den Namen unter [[hierarchy]] in arborist.toml berichtigen oder weglassen.</translation>
        </message>
        <message>
            <source>Column %1 of %2 is of type %3. %4</source>
            <translation>Die Spalte %1 von %2 hat den Typ %3. %4</translation>
        </message>
        <message>
            <source>Name another column under [[hierarchy]] in arborist.toml, or leave this one out.</source>
            <translation>Eine andere Spalte unter [[hierarchy]] in arborist.toml nennen oder diese weglassen.</translation>
        </message>
        <message>
            <source>Ids are whole numbers, uuid or text.</source>
            <translation>IDs sind ganze Zahlen, uuid oder Text.</translation>
        </message>
        <message>
            <source>A boolean or a timestamp is needed here.</source>
            <translation>Hier wird ein boolean oder ein Zeitstempel gebraucht.</translation>
        </message>
        <message>
            <source>Needed here: %1.</source>
            <translation>Hier gebraucht: %1.</translation>
        </message>
        <message>
            <source>A sum needs an estimate column, and none is named.</source>
            <translation>Eine Summe braucht eine Schätzungsspalte, und keine ist genannt.</translation>
        </message>
        <message>
            <source>Its type does not fit %1.</source>
            <translation>Ihr Typ passt nicht zu %1.</translation>
        </message>
        <message>
            <source>a number or text</source>
            <translation>eine Zahl oder Text</translation>
        </message>
        <message>
            <source>A path is text.</source>
            <translation>Ein Pfad ist Text.</translation>
        </message>
        <message>
            <source>A row of %1 has no id.</source>
            <translation>Eine Zeile von %1 hat keine ID.</translation>
        </message>
        <message>
            <source>Map a column that is never NULL as the id.</source>
            <translation>Eine Spalte, die nie NULL ist, als ID zuordnen.</translation>
        </message>
        <message>
            <source>An id in %1 is %2 bytes long: “%3…”.</source>
            <translation>Eine ID in %1 ist %2 Bytes lang: „%3…“.</translation>
        </message>
        <message>
            <source>Ids of up to %1 bytes are read. Correct the row, or map another column as the id.</source>
            <translation>IDs bis %1 Bytes werden gelesen. Die Zeile berichtigen oder eine andere Spalte als ID zuordnen.</translation>
        </message>
        <message>
            <source>%1 holds the id %2 twice.</source>
            <translation>%1 enthält die ID %2 zweimal.</translation>
        </message>
        <message>
            <source>A hierarchy needs ids that are unique; map the column that is.</source>
            <translation>Eine Hierarchie braucht eindeutige IDs; die Spalte mit solchen zuordnen.</translation>
        </message>
        <message>
            <source>Column %1 of %2 has more than 65,535 different values.</source>
            <translation>Die Spalte %1 von %2 hat mehr als 65.535 verschiedene Werte.</translation>
        </message>
        <message>
            <source>Map a column that holds a status, or none.</source>
            <translation>Eine Spalte mit einem Status zuordnen oder keine.</translation>
        </message>
        <message>
            <source>column %1 of item %2 in %3</source>
            <translation>Spalte %1 von Eintrag %2 in %3</translation>
        </message>
        <message>
            <source>Comparing</source>
            <translation>Wird verglichen</translation>
        </message>
        <message>
            <source>%1 has no organization column.</source>
            <translation>%1 hat keine Organisationsspalte.</translation>
        </message>
        <message>
            <source>Scan the whole table, or name the column under [[hierarchy]] in arborist.toml.</source>
            <translation>Die ganze Tabelle scannen oder die Spalte unter [[hierarchy]] in arborist.toml nennen.</translation>
        </message>
        <message>
            <source>The table has no rows</source>
            <translation>Die Tabelle hat keine Zeilen</translation>
        </message>
        <message>
            <source>%1 items, no drift</source>
            <translation>%1 Einträge, keine Drift</translation>
        </message>
        <message>
            <source>1 origin</source>
            <translation>1 Ursprung</translation>
        </message>
        <message>
            <source>%1 origins</source>
            <translation>%1 Ursprünge</translation>
        </message>
        <message>
            <source>%1 of %2 items drifted; %3</source>
            <translation>%1 von %2 Einträgen mit Drift; %3</translation>
        </message>
        <message>
            <source>; %1 in flight</source>
            <translation>; %1 in Änderung</translation>
        </message>
        <message>
            <source>%1, scanned %2 in %3</source>
            <translation>%1, gescannt %2 in %3</translation>
        </message>
        <message>
            <source>%1 (%2, or %3)</source>
            <translation>%1 (%2 oder %3)</translation>
        </message>
        <message>
            <source>%1 = %2</source>
            <translation>%1 = %2</translation>
        </message>
        <message>
            <source>Rule unclear, not compared: %1.</source>
            <translation>Regel unklar, nicht verglichen: %1.</translation>
        </message>
        <message>
            <source>Rule chosen for now: %1.</source>
            <translation>Vorläufig gewählte Regel: %1.</translation>
        </message>
        <message>
            <source>declared in arborist.toml</source>
            <translation>in arborist.toml angegeben</translation>
        </message>
        <message>
            <source>kept on this machine</source>
            <translation>auf diesem Rechner gespeichert</translation>
        </message>
        <message>
            <source>chosen for now</source>
            <translation>vorläufig gewählt</translation>
        </message>
        <message>
            <source>found in the data</source>
            <translation>in den Daten gefunden</translation>
        </message>
        <message>
            <source>unclear, not compared</source>
            <translation>unklar, nicht verglichen</translation>
        </message>
        <message>
            <source>%1 is gone</source>
            <translation>%1 ist nicht mehr da</translation>
        </message>
        <message>
            <source>The table</source>
            <translation>Die Tabelle</translation>
        </message>
        <message>
            <source>No permission to read %1</source>
            <translation>Keine Leseberechtigung: %1</translation>
        </message>
        <message>
            <source>the hierarchy</source>
            <translation>die Hierarchie</translation>
        </message>
        <message>
            <source>The hierarchies could not be read</source>
            <translation>Die Hierarchien konnten nicht gelesen werden</translation>
        </message>
        <message>
            <source>%1 could not be scanned</source>
            <translation>%1 konnte nicht gescannt werden</translation>
        </message>
        <message>
            <source>1 finding</source>
            <translation>1 Befund</translation>
        </message>
        <message>
            <source>%1 findings</source>
            <translation>%1 Befunde</translation>
        </message>
        <message>
            <source>more than %1</source>
            <translation>mehr als %1</translation>
        </message>
        <message>
            <source>%1 above and below</source>
            <translation>%1 darüber und darunter</translation>
        </message>
        <message>
            <source>%1 above</source>
            <translation>%1 darüber</translation>
        </message>
        <message>
            <source>%1 below</source>
            <translation>%1 darunter</translation>
        </message>
        <message>
            <source>%1 of %2 follow from here.</source>
            <translation>Hieraus folgen %1; insgesamt %2.</translation>
        </message>
        <message>
            <source>%1. %2</source>
            <translation>%1. %2</translation>
        </message>
        <message>
            <source>Changed within the last minutes: in flight, not counted. The next scan will tell.</source>
            <translation>In den letzten Minuten geändert: in Änderung, nicht gezählt. Der nächste Scan gibt Auskunft.</translation>
        </message>
        <message>
            <source>Origin of %1.</source>
            <translation>Ursprung: %1.</translation>
        </message>
        <message>
            <source>Origin of %1 here.</source>
            <translation>Ursprung hier: %1.</translation>
        </message>
        <message>
            <source>%1 inherited.</source>
            <translation>Geerbt: %1.</translation>
        </message>
        <message>
            <source>%1 inherited from item %2.</source>
            <translation>Geerbt von Eintrag %2: %1.</translation>
        </message>
        <message>
            <source>%1 = %2; %3 % of %4 inner items agree.</source>
            <translation>%1 = %2; %3 % von %4 inneren Einträgen stimmen überein.</translation>
        </message>
        <message>
            <source>Kept on this machine.</source>
            <translation>Auf diesem Rechner gespeichert.</translation>
        </message>
        <message>
            <source>The server does not count changes, so they cannot be captured for undo.</source>
            <translation>Der Server zählt keine Änderungen, sie können daher nicht für die Rücknahme festgehalten werden.</translation>
        </message>
        <message>
            <source>Set track_counts = on, its default, for this database.</source>
            <translation>Für diese Datenbank track_counts = on setzen, die Vorgabe.</translation>
        </message>
        <message>
            <source>%1 was changed, and has no primary key.</source>
            <translation>%1 wurde geändert und hat keinen Primärschlüssel.</translation>
        </message>
        <message>
            <source>Without one its rows cannot be put back. Nothing was changed. Give the table a primary key, or leave it out.</source>
            <translation>Ohne einen können ihre Zeilen nicht wiederhergestellt werden. Nichts wurde geändert. Der Tabelle einen Primärschlüssel geben oder sie weglassen.</translation>
        </message>
        <message>
            <source>More than rows of %1 was changed.</source>
            <translation>An %1 wurden nicht nur Zeilen geändert.</translation>
        </message>
        <message>
            <source>TRUNCATE, ALTER TABLE and the like cannot be taken back row by row. Nothing was changed.</source>
            <translation>TRUNCATE, ALTER TABLE und Ähnliches können nicht Zeile für Zeile zurückgenommen werden. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>%1 has more than 64 columns.</source>
            <translation>%1 hat mehr als 64 Spalten.</translation>
        </message>
        <message>
            <source>Changes of such a table cannot be captured for undo. Nothing was changed.</source>
            <translation>Änderungen einer solchen Tabelle können nicht für die Rücknahme festgehalten werden. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Write %1</source>
            <translation>%1 schreiben</translation>
        </message>
        <message>
            <source>Make %1</source>
            <translation>%1 anlegen</translation>
        </message>
        <message>
            <source>The new migration has no name.</source>
            <translation>Die neue Migration hat keinen Namen.</translation>
        </message>
        <message>
            <source>Name what it does, such as add_tags.</source>
            <translation>Nennen, was sie tut, etwa add_tags.</translation>
        </message>
        <message>
            <source>“%1” cannot be the name of a file.</source>
            <translation>„%1“ kann kein Dateiname sein.</translation>
        </message>
        <message>
            <source>Leave slashes, control characters and a dot at the beginning out.</source>
            <translation>Schrägstriche, Steuerzeichen und einen Punkt am Anfang weglassen.</translation>
        </message>
        <message>
            <source>The name ends with %1, which tells kinds of files apart.</source>
            <translation>Der Name endet auf %1, woran Arten von Dateien unterschieden werden.</translation>
        </message>
        <message>
            <source>Leave it out: the file gets its ending by itself.</source>
            <translation>Das weglassen: die Datei erhält ihre Endung von selbst.</translation>
        </message>
        <message>
            <source>The name is longer than %1 bytes.</source>
            <translation>Der Name ist länger als %1 Bytes.</translation>
        </message>
        <message>
            <source>Choose a shorter one.</source>
            <translation>Einen kürzeren wählen.</translation>
        </message>
        <message>
            <source>%1 is there already.</source>
            <translation>%1 ist bereits da.</translation>
        </message>
        <message>
            <source>Choose another name, or take that file away if it is left over.</source>
            <translation>Einen anderen Namen wählen oder die Datei entfernen, falls sie ein Überrest ist.</translation>
        </message>
        <message>
            <source>%1 is a snapshot of another version than 7.</source>
            <translation>%1 ist ein Snapshot einer anderen Version als 7.</translation>
        </message>
        <message>
            <source>Run drizzle-kit up first.</source>
            <translation>Zuerst drizzle-kit up ausführen.</translation>
        </message>
        <message>
            <source>With the prefix “none”, drizzle-kit does not find its own snapshots again: every generate makes the whole schema anew.</source>
            <translation>Mit dem Präfix „none“ findet drizzle-kit seine eigenen Snapshots nicht wieder: jedes generate erzeugt das ganze Schema von neuem.</translation>
        </message>
        <message>
            <source>The snapshots of %1 have several ends: %2.</source>
            <translation>Die Snapshots von %1 haben mehrere Enden: %2.</translation>
        </message>
        <message>
            <source>Run drizzle-kit check, and generate the merge first.</source>
            <translation>drizzle-kit check ausführen und zuerst die Zusammenführung erzeugen.</translation>
        </message>
        <message>
            <source>“%1” does not make the name of a class.</source>
            <translation>„%1“ ergibt keinen Klassennamen.</translation>
        </message>
        <message>
            <source>Use letters, digits, blanks, - and _ only, a letter first.</source>
            <translation>Nur Buchstaben, Ziffern, Leerzeichen, - und _ verwenden, zuerst einen Buchstaben.</translation>
        </message>
        <message>
            <source>“%1” has no letter and no digit.</source>
            <translation>„%1“ hat weder Buchstaben noch Ziffer.</translation>
        </message>
        <message>
            <source>Elsewhere, generate a migration and apply it: arboristctl generate, arboristctl migrate.</source>
            <translation>Anderswo eine Migration erzeugen und anwenden: arboristctl generate, arboristctl migrate.</translation>
        </message>
        <message>
            <source>Push is for local development; “%1” is not a stage of development.</source>
            <translation>Push ist für die lokale Entwicklung; „%1“ ist keine Stage der Entwicklung.</translation>
        </message>
        <message>
            <source>Push is for local development; the database of “%1” is not on this machine.</source>
            <translation>Push ist für die lokale Entwicklung; die Datenbank von „%1“ ist nicht auf diesem Rechner.</translation>
        </message>
        <message>
            <source>The project has no command that pushes.</source>
            <translation>Das Projekt hat keinen Befehl für Push.</translation>
        </message>
        <message>
            <source>Write one as push under [migrations] in arborist.toml, for instance push = "npx drizzle-kit push".</source>
            <translation>Einen als push unter [migrations] in arborist.toml eintragen, zum Beispiel push = "npx drizzle-kit push".</translation>
        </message>
        <message>
            <source>Let drizzle.config read it from variables, as in dbCredentials: { url: process.env.DATABASE_URL }.</source>
            <translation>drizzle.config sie aus Variablen lesen lassen, wie in dbCredentials: { url: process.env.DATABASE_URL }.</translation>
        </message>
        <message>
            <source>the snapshot of %1</source>
            <translation>der Snapshot von %1</translation>
        </message>
        <message>
            <source>the models, by drizzle-kit export</source>
            <translation>die Modelle, durch drizzle-kit export</translation>
        </message>
        <message>
            <source>Run “%1”</source>
            <translation>„%1“ ausführen</translation>
        </message>
        <message>
            <source>The files that it makes are taken away by undo, and those that it changes are written back.</source>
            <translation>Dateien, die er anlegt, entfernt undo, und geänderte schreibt es zurück.</translation>
        </message>
        <message>
            <source>The hint “%1” is not understood.</source>
            <translation>Der Hinweis „%1“ ist nicht verständlich.</translation>
        </message>
        <message>
            <source>Write public.items.title=new for something new, or public.items.title=public.items.name for what was called so before; with “enum:” and the like before it for what is neither a column nor a table.</source>
            <translation>public.items.title=new für Neues schreiben oder public.items.title=public.items.name für das, was zuvor so hieß; mit „enum:“ und dergleichen davor für das, was weder Spalte noch Tabelle ist.</translation>
        </message>
        <message>
            <source>%1: its code could not be read.</source>
            <translation>%1: der Code konnte nicht gelesen werden.</translation>
        </message>
        <message>
            <source>%1, line %2; TypeORM runs it:</source>
            <translation>%1, Zeile %2; TypeORM führt es aus:</translation>
        </message>
        <message>
            <source>TypeORM takes back what was applied last, and that is %1 rather than %2.</source>
            <translation>TypeORM nimmt zurück, was zuletzt angewendet wurde, und das ist %1 statt %2.</translation>
        </message>
        <message>
            <source>Take back all that come after it: arboristctl rollback --to NAME. One without a file has to be brought back from git first.</source>
            <translation>Alle zurücknehmen, die danach kommen: arboristctl rollback --to NAME. Eine ohne Datei muss zuerst aus git zurückgeholt werden.</translation>
        </message>
        <message>
            <source>%1 can only be run by %2 itself, and is not rehearsed.</source>
            <translation>%1 kann nur von %2 selbst ausgeführt werden und wird nicht geprobt.</translation>
        </message>
        <message>
            <source>Rehearse it on a database of your own, by the project's own command.</source>
            <translation>Den Probelauf auf einer eigenen Datenbank machen, mit dem eigenen Befehl des Projekts.</translation>
        </message>
        <message>
            <source>Making a copy</source>
            <translation>Kopie wird angelegt</translation>
        </message>
        <message>
            <source>Without rows, the durations say nothing of the stage's own, and no value can be in the way.</source>
            <translation>Ohne Zeilen sagen die Dauern nichts über die der Stage selbst, und kein Wert kann im Weg sein.</translation>
        </message>
        <message>
            <source>Rehearsing</source>
            <translation>Probelauf läuft</translation>
        </message>
        <message>
            <source>The schema could not be read: %1</source>
            <translation>Das Schema konnte nicht gelesen werden: %1</translation>
        </message>
        <message>
            <source>Check that the role may read it, and that nobody holds a lock on it.</source>
            <translation>Prüfen, ob die Rolle es lesen darf und niemand eine Sperre darauf hält.</translation>
        </message>
        <message>
            <source>Copying the schema</source>
            <translation>Schema wird kopiert</translation>
        </message>
        <message>
            <source>%1… (%2)</source>
            <translation>%1… (%2)</translation>
        </message>
        <message>
            <source>%n statements of the schema could not be copied: %1.</source>
            <translation>Vom Schema nicht kopierbare Anweisungen: %n (%1).</translation>
        </message>
        <message>
            <source>%1 is a pooler: migrations need a session of their own, whose locks and settings stay theirs.</source>
            <translation>%1 ist ein Pooler: Migrationen brauchen eine eigene Sitzung, deren Sperren und Einstellungen ihr bleiben.</translation>
        </message>
        <message>
            <source>Give the stage the address of the server itself, mostly port 5432 instead of the pooler's.</source>
            <translation>Der Stage die Adresse des Servers selbst geben, meist Port 5432 statt des Ports des Poolers.</translation>
        </message>
        <message>
            <source>Give the stage the address of the server itself: %1</source>
            <translation>Der Stage die Adresse des Servers selbst geben: %1</translation>
        </message>
        <message>
            <source>There is no index %1 yet.</source>
            <translation>Es gibt noch keinen Index %1.</translation>
        </message>
        <message>
            <source>The index %1 is there and valid.</source>
            <translation>Der Index %1 ist da und gültig.</translation>
        </message>
        <message>
            <source>The index %1 was left INVALID: writes keep it up to date, no query uses it.</source>
            <translation>Der Index %1 blieb INVALID zurück: Schreibvorgänge halten ihn aktuell, keine Abfrage verwendet ihn.</translation>
        </message>
        <message>
            <source>The index %1 is still there.</source>
            <translation>Der Index %1 ist noch da.</translation>
        </message>
        <message>
            <source>The index %1 is gone.</source>
            <translation>Der Index %1 ist nicht mehr da.</translation>
        </message>
        <message>
            <source>%1 is no partition of %2 any more.</source>
            <translation>%1 ist keine Partition von %2 mehr.</translation>
        </message>
        <message>
            <source>%1 is still a partition of %2.</source>
            <translation>%1 ist noch eine Partition von %2.</translation>
        </message>
        <message>
            <source>%1 is half way out of %2.</source>
            <translation>%1 ist auf halbem Weg aus %2 heraus.</translation>
        </message>
        <message>
            <source>%1 is there.</source>
            <translation>%1 ist da.</translation>
        </message>
        <message>
            <source>%1 is not there.</source>
            <translation>%1 ist nicht da.</translation>
        </message>
        <message>
            <source>It does no harm to run it again.</source>
            <translation>Ein erneutes Ausführen schadet nicht.</translation>
        </message>
        <message>
            <source>The catalog does not tell whether it took effect.</source>
            <translation>Der Katalog verrät nicht, ob sie wirksam wurde.</translation>
        </message>
        <message>
            <source>The first %1 of %2 statements are in effect already.</source>
            <translation>Die ersten %1 von %2 Anweisungen sind bereits wirksam.</translation>
        </message>
        <message>
            <source>In a transaction:</source>
            <translation>In einer Transaktion:</translation>
        </message>
        <message>
            <source>Outside of a transaction:</source>
            <translation>Außerhalb einer Transaktion:</translation>
        </message>
        <message>
            <source>The ledger:</source>
            <translation>Das Register:</translation>
        </message>
        <message>
            <source>%1 was applied later and would stay: only the last migrations can be taken back.</source>
            <translation>%1 wurde später angewendet und bliebe: nur die letzten Migrationen können zurückgenommen werden.</translation>
        </message>
        <message>
            <source>Take it back as well: arboristctl rollback --to NAME takes back all that comes after NAME.</source>
            <translation>Sie ebenfalls zurücknehmen: arboristctl rollback --to NAME nimmt alles zurück, was nach NAME kommt.</translation>
        </message>
        <message>
            <source>Install the extension %1 on the server's machine, or choose a server that has it. To be had there: %2</source>
            <translation>Die Erweiterung %1 auf dem Rechner des Servers installieren oder einen Server wählen, der sie hat. Dort verfügbar: %2</translation>
        </message>
        <message>
            <source>If an extension brings it, create that in a migration before this one. To be had there: %1</source>
            <translation>Bringt eine Erweiterung es mit, sie in einer Migration vor dieser anlegen. Dort verfügbar: %1</translation>
        </message>
        <message>
            <source>%1, statement %2 of %3: %4</source>
            <translation>%1, Anweisung %2 von %3: %4</translation>
        </message>
        <message>
            <source>The server is PostgreSQL %1: check the syntax, and whether it came with a later version.</source>
            <translation>Der Server ist PostgreSQL %1: die Syntax prüfen, und ob sie erst mit einer späteren Version kam.</translation>
        </message>
        <message>
            <source>Roles belong to all databases of the server; another one's migrations have made it there. Make it only where it is missing (DO block with a look at pg_roles), or record the migration as applied.</source>
            <translation>Rollen gehören zu allen Datenbanken des Servers; die Migrationen einer anderen haben sie dort angelegt. Sie nur anlegen, wo sie fehlt (DO-Block mit Blick in pg_roles), oder die Migration als angewendet vermerken.</translation>
        </message>
        <message>
            <source>A new value of an enum has to be committed before it is used. Run each migration in a transaction of its own (--transaction each), or move the use to the next migration.</source>
            <translation>Ein neuer Wert eines Enums muss festgeschrieben sein, bevor er verwendet wird. Jede Migration in einer eigenen Transaktion ausführen (--transaction each) oder die Verwendung in die nächste Migration verlegen.</translation>
        </message>
        <message>
            <source>This statement cannot run in a transaction: run each migration on its own (--transaction each), or every statement (--transaction none).</source>
            <translation>Diese Anweisung kann nicht in einer Transaktion laufen: jede Migration für sich ausführen (--transaction each) oder jede Anweisung (--transaction none).</translation>
        </message>
        <message>
            <source>It is there already: where an earlier way brought it, record the migration as applied (arboristctl baseline --only NAME).</source>
            <translation>Es ist bereits da: wo ein früherer Weg es gebracht hat, die Migration als angewendet vermerken (arboristctl baseline --only NAME).</translation>
        </message>
        <message>
            <source>%1 is no SQL: only %2 itself can run it.</source>
            <translation>%1 ist kein SQL: nur %2 selbst kann sie ausführen.</translation>
        </message>
        <message>
            <source>Run the project's own command; status will follow.</source>
            <translation>Den eigenen Befehl des Projekts ausführen; status zieht nach.</translation>
        </message>
        <message>
            <source>There is no migration “%1” in %2 (%3).</source>
            <translation>Es gibt keine Migration „%1“ in %2 (%3).</translation>
        </message>
        <message>
            <source>“%1” could be several migrations (%2).</source>
            <translation>„%1“ könnten mehrere Migrationen sein (%2).</translation>
        </message>
        <message>
            <source>arboristctl status shows their names.</source>
            <translation>arboristctl status zeigt ihre Namen.</translation>
        </message>
        <message>
            <source>%1 is applied already.</source>
            <translation>%1 ist bereits angewendet.</translation>
        </message>
        <message>
            <source>arboristctl status shows what is pending.</source>
            <translation>arboristctl status zeigt, was aussteht.</translation>
        </message>
        <message>
            <source>%1 (--from) comes after %2 (--to).</source>
            <translation>%1 (--from) kommt nach %2 (--to).</translation>
        </message>
        <message>
            <source>%1 is not applied.</source>
            <translation>%1 ist nicht angewendet.</translation>
        </message>
        <message>
            <source>%1 (--to) is not applied.</source>
            <translation>%1 (--to) ist nicht angewendet.</translation>
        </message>
        <message>
            <source>The project has no migrations in %1 any more.</source>
            <translation>Das Projekt hat keine Migrationen in %1 mehr.</translation>
        </message>
        <message>
            <source>The run %1 applied its migrations from there. Put the folder back, or name it in [migrations] of arborist.toml.</source>
            <translation>Der Lauf %1 hat seine Migrationen von dort angewendet. Den Ordner zurücklegen oder ihn in [migrations] von arborist.toml nennen.</translation>
        </message>
        <message>
            <source>Line %1 changes rows (%2…); that is not taken back.</source>
            <translation>Zeile %1 ändert Zeilen (%2…); das wird nicht zurückgenommen.</translation>
        </message>
        <message>
            <source>Line %1 (%2…) leaves no trace in a snapshot; take it back by hand.</source>
            <translation>Zeile %1 (%2…) hinterlässt keine Spur in einem Snapshot; von Hand zurücknehmen.</translation>
        </message>
        <message>
            <source>Proposed from what the models said before %1 and after it. Nobody has run it: read it, and change what is not right.</source>
            <translation>Vorgeschlagen nach dem, was die Modelle vor %1 und danach sagten. Niemand hat es ausgeführt: lesen und ändern, was nicht stimmt.</translation>
        </message>
        <message>
            <source>The two snapshots are the same.</source>
            <translation>Die beiden Snapshots sind gleich.</translation>
        </message>
        <message>
            <source>%1 keeps no snapshots of the schema.</source>
            <translation>%1 führt keine Snapshots des Schemas.</translation>
        </message>
        <message>
            <source>Write the way back by hand.</source>
            <translation>Den Rückweg von Hand schreiben.</translation>
        </message>
        <message>
            <source>There is no snapshot of %1.</source>
            <translation>Es gibt keinen Snapshot von %1.</translation>
        </message>
        <message>
            <source>A migration that was made without drizzle-kit has none. Write the way back by hand.</source>
            <translation>Eine ohne drizzle-kit angelegte Migration hat keinen. Den Rückweg von Hand schreiben.</translation>
        </message>
        <message>
            <source>%1 and another migration share the snapshot %2, and it holds what came last.</source>
            <translation>%1 und eine andere Migration teilen sich den Snapshot %2, und er enthält, was zuletzt kam.</translation>
        </message>
        <message>
            <source>%1 is a snapshot of version %2.</source>
            <translation>%1 ist ein Snapshot der Version %2.</translation>
        </message>
        <message>
            <source>%1 is a snapshot of a version that is not read: %2.</source>
            <translation>%1 ist ein Snapshot einer Version, die nicht gelesen wird: %2.</translation>
        </message>
        <message>
            <source>Those of drizzle-kit 0.31 and 1.0 are.</source>
            <translation>Die von drizzle-kit 0.31 und 1.0 werden es.</translation>
        </message>
        <message>
            <source>The snapshot that %1 follows is not there.</source>
            <translation>Der Snapshot, auf den %1 folgt, ist nicht da.</translation>
        </message>
        <message>
            <source>Restore it from the history of the project, or write the way back by hand.</source>
            <translation>Ihn aus der Geschichte des Projekts wiederherstellen oder den Rückweg von Hand schreiben.</translation>
        </message>
        <message>
            <source>Check that it is there, and its permissions.</source>
            <translation>Prüfen, ob die Datei da ist, und ihre Rechte.</translation>
        </message>
        <message>
            <source>%1 is larger than %2 and is not read.</source>
            <translation>%1 ist größer als %2 und wird nicht gelesen.</translation>
        </message>
        <message>
            <source>Check that this is the intended file.</source>
            <translation>Prüfen, ob dies die beabsichtigte Datei ist.</translation>
        </message>
        <message>
            <source>The chain of snapshots is broken: %1.</source>
            <translation>Die Kette der Snapshots ist unterbrochen: %1.</translation>
        </message>
        <message>
            <source>Restore the folders from the history of the project, or write the way back by hand.</source>
            <translation>Die Ordner aus der Geschichte des Projekts wiederherstellen oder den Rückweg von Hand schreiben.</translation>
        </message>
        <message>
            <source>its configuration has no dbCredentials that can be read</source>
            <translation>seine Konfiguration hat keine lesbaren dbCredentials</translation>
        </message>
        <message>
            <source>it uses the driver “%1”, which has no address of a server</source>
            <translation>es verwendet den Treiber „%1“, der keine Adresse eines Servers hat</translation>
        </message>
        <message>
            <source>%1 of its configuration is code that would have to be run</source>
            <translation>%1 in seiner Konfiguration ist Code, der ausgeführt werden müsste</translation>
        </message>
        <message>
            <source>its configuration reads no variable for the address</source>
            <translation>seine Konfiguration liest keine Variable für die Adresse</translation>
        </message>
        <message>
            <source>It cannot be told which database the project's push would change: %1.</source>
            <translation>Es lässt sich nicht feststellen, welche Datenbank der Push des Projekts ändern würde: %1.</translation>
        </message>
        <message>
            <source>its configuration sets variables itself (“%1”)</source>
            <translation>seine Konfiguration setzt selbst Variablen („%1“)</translation>
        </message>
        <message>
            <source>Leave that out: variables that are set already have to stay as they are.</source>
            <translation>Das weglassen: bereits gesetzte Variablen müssen bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>its command names an address itself (“%1”)</source>
            <translation>sein Befehl nennt selbst eine Adresse („%1“)</translation>
        </message>
        <message>
            <source>Leave that option out, so that the configuration alone decides.</source>
            <translation>Diese Option weglassen, damit allein die Konfiguration entscheidet.</translation>
        </message>
        <message>
            <source>its command sets %1 itself</source>
            <translation>sein Befehl setzt %1 selbst</translation>
        </message>
        <message>
            <source>Take that out of the script: the stage's address is handed over in it.</source>
            <translation>Das aus dem Skript entfernen: darin wird die Adresse der Stage übergeben.</translation>
        </message>
        <message>
            <source>%1 stands for two different things in it</source>
            <translation>%1 steht darin für zwei verschiedene Dinge</translation>
        </message>
        <message>
            <source>the %1 in it is put together from several parts</source>
            <translation>%1 darin ist aus mehreren Teilen zusammengesetzt</translation>
        </message>
        <message>
            <source>password</source>
            <translation>Passwort</translation>
        </message>
        <message>
            <source>the %1 in it is written out, “%2”, and the stage's is “%3”</source>
            <translation>%1 darin ist fest eingetragen, „%2“, und bei der Stage „%3“</translation>
        </message>
        <message>
            <source>the address in it has a form that is not understood</source>
            <translation>die Adresse darin hat eine Form, die nicht verstanden wird</translation>
        </message>
        <message>
            <source>the stage is reached by a socket, which has no place in an address that is put together from parts</source>
            <translation>die Stage wird über einen Socket erreicht, der in einer aus Teilen zusammengesetzten Adresse keinen Platz hat</translation>
        </message>
        <message>
            <source>its address has parameters that lead elsewhere</source>
            <translation>ihre Adresse hat Parameter, die anderswohin führen</translation>
        </message>
        <message>
            <source>user</source>
            <translation>Benutzer</translation>
        </message>
        <message>
            <source>host</source>
            <translation>Host</translation>
        </message>
        <message>
            <source>port</source>
            <translation>Port</translation>
        </message>
        <message>
            <source>database</source>
            <translation>Datenbank</translation>
        </message>
        <message>
            <source>its configuration names neither url nor %1</source>
            <translation>seine Konfiguration nennt weder url noch %1</translation>
        </message>
        <message>
            <source>read with the stage's values it says another one, %1 at %2</source>
            <translation>mit den Werten der Stage gelesen nennt sie eine andere, %1 auf %2</translation>
        </message>
        <message>
            <source>The folder %1 could not be made.</source>
            <translation>Der Ordner %1 konnte nicht angelegt werden.</translation>
        </message>
        <message>
            <source>Check the permissions of the folder above it.</source>
            <translation>Die Rechte des Ordners darüber prüfen.</translation>
        </message>
        <message>
            <source>Sequence %1, from its beginning</source>
            <translation>Sequenz %1, von Anfang an</translation>
        </message>
        <message>
            <source>Its rows do not come back.</source>
            <translation>Ihre Zeilen kommen nicht zurück.</translation>
        </message>
        <message>
            <source>Table %1, without its rows</source>
            <translation>Tabelle %1, ohne ihre Zeilen</translation>
        </message>
        <message>
            <source>What was in it does not come back; NOT NULL fails where the table has rows: fill it first, or leave NOT NULL out.</source>
            <translation>Was darin stand, kommt nicht zurück; NOT NULL schlägt fehl, wo die Tabelle Zeilen hat: sie zuerst füllen oder NOT NULL weglassen.</translation>
        </message>
        <message>
            <source>What was in it does not come back.</source>
            <translation>Was darin stand, kommt nicht zurück.</translation>
        </message>
        <message>
            <source>Column %1.%2, without its values</source>
            <translation>Spalte %1.%2, ohne ihre Werte</translation>
        </message>
        <message>
            <source>Column %1.%2, with what is in it</source>
            <translation>Spalte %1.%2, mit dem, was darin steht</translation>
        </message>
        <message>
            <source>Column %1.%2 was “%3”: change it back by hand.</source>
            <translation>Spalte %1.%2 war „%3“: von Hand zurückändern.</translation>
        </message>
        <message>
            <source>Column %1.%2 has to be changed back by hand.</source>
            <translation>Spalte %1.%2 muss von Hand zurückgeändert werden.</translation>
        </message>
        <message>
            <source>Fails, or cuts off, where a value does not fit into %1.</source>
            <translation>Schlägt fehl oder schneidet ab, wo ein Wert nicht in %1 passt.</translation>
        </message>
        <message>
            <source>Values of %1.%2 may not fit into %3.</source>
            <translation>Werte von %1.%2 passen vielleicht nicht in %3.</translation>
        </message>
        <message>
            <source>Fails where a row has no value by now.</source>
            <translation>Schlägt fehl, wo eine Zeile inzwischen keinen Wert hat.</translation>
        </message>
        <message>
            <source>Fails while a row holds a value that %1 did not have.</source>
            <translation>Schlägt fehl, solange eine Zeile einen Wert enthält, den %1 nicht hatte.</translation>
        </message>
        <message>
            <source>Rows may hold values that %1 did not have before.</source>
            <translation>Zeilen können Werte enthalten, die %1 zuvor nicht hatte.</translation>
        </message>
        <message>
            <source>Table %1, with its rows</source>
            <translation>Tabelle %1, mit ihren Zeilen</translation>
        </message>
        <message>
            <source>Sequence %1, with its place</source>
            <translation>Sequenz %1, mit ihrem Stand</translation>
        </message>
        <message>
            <source>The role %1 belongs to the whole server, and stays.</source>
            <translation>Die Rolle %1 gehört zum ganzen Server und bleibt.</translation>
        </message>
        <message>
            <source>The data source %1 is TypeScript, and neither ts-node nor tsx is installed.</source>
            <translation>Die Datenquelle %1 ist TypeScript, und weder ts-node noch tsx ist installiert.</translation>
        </message>
        <message>
            <source>TypeORM of the project</source>
            <translation>TypeORM des Projekts</translation>
        </message>
        <message>
            <source>Add a script %1 to package.json, or write the project's own command as %2 under [migrations] in arborist.toml, for instance %2 = "npx typeorm %1 -d dist/data-source.js". To record migrations without running them: arboristctl baseline</source>
            <translation>Ein Skript %1 in package.json ergänzen oder den eigenen Befehl des Projekts als %2 unter [migrations] in arborist.toml schreiben, zum Beispiel %2 = "npx typeorm %1 -d dist/data-source.js". Um Migrationen zu verzeichnen, ohne sie auszuführen: arboristctl baseline</translation>
        </message>
        <message>
            <source>%1 is not installed for %2, and only TypeORM itself can run its migrations.</source>
            <translation>%1 ist für %2 nicht installiert, und nur TypeORM selbst kann seine Migrationen ausführen.</translation>
        </message>
        <message>
            <source>Install the project's packages (npm install, in the folder of its package.json), then try again. To record migrations without running them: arboristctl baseline</source>
            <translation>Die Pakete des Projekts installieren (npm install, im Ordner seiner package.json), dann erneut versuchen. Um Migrationen zu verzeichnen, ohne sie auszuführen: arboristctl baseline</translation>
        </message>
        <message>
            <source>No data source of TypeORM was found for %1, and only TypeORM itself can run its migrations.</source>
            <translation>Für %1 wurde keine Datenquelle von TypeORM gefunden, und nur TypeORM selbst kann seine Migrationen ausführen.</translation>
        </message>
        <message>
            <source>It cannot be told which database “%1” would change: it contains “%2”.</source>
            <translation>Es lässt sich nicht feststellen, welche Datenbank „%1“ ändern würde: es enthält „%2“.</translation>
        </message>
        <message>
            <source>Name a command that runs TypeORM by Node.js on this machine, as %1 under [migrations] in arborist.toml.</source>
            <translation>Einen Befehl, der TypeORM mit Node.js auf diesem Rechner ausführt, als %1 unter [migrations] in arborist.toml nennen.</translation>
        </message>
        <message>
            <source>Table %1 with its %2 rows</source>
            <translation>Tabelle %1 mit ihren %2 Zeilen</translation>
        </message>
        <message>
            <source>The %2 rows of %1</source>
            <translation>Die %2 Zeilen von %1</translation>
        </message>
        <message>
            <source>Rows of %1 (it has %2)</source>
            <translation>Zeilen von %1 (es sind %2)</translation>
        </message>
        <message>
            <source>about %1</source>
            <translation>etwa %1</translation>
        </message>
        <message>
            <source>Column %1.%2 with what is in it (%3 rows)</source>
            <translation>Spalte %1.%2 mit dem, was darin steht (%3 Zeilen)</translation>
        </message>
        <message>
            <source>%1 has no list of entries.</source>
            <translation>%1 hat keine Liste von Einträgen.</translation>
        </message>
        <message>
            <source>Restore it from the history of the project.</source>
            <translation>Aus der Geschichte des Projekts wiederherstellen.</translation>
        </message>
        <message>
            <source>“%1” cannot be run: %2</source>
            <translation>„%1“ kann nicht ausgeführt werden: %2</translation>
        </message>
        <message>
            <source>Nothing was changed. Try “%1 --help” in %2; a program started from the desktop may have another PATH than your terminal.</source>
            <translation>Nichts wurde geändert. „%1 --help“ in %2 versuchen; ein vom Desktop gestartetes Programm kann einen anderen PATH haben als das Terminal.</translation>
        </message>
        <message>
            <source>It cannot be told which database “%1” would change: no TypeORM was reached that takes its address from here.</source>
            <translation>Es lässt sich nicht feststellen, welche Datenbank „%1“ ändern würde: es wurde kein TypeORM erreicht, das seine Adresse von hier nimmt.</translation>
        </message>
        <message>
            <source>Nothing was changed. Name a command that runs TypeORM by Node.js on this machine and hands its arguments on, as run and revert under [migrations] in arborist.toml.</source>
            <translation>Nichts wurde geändert. Einen Befehl, der TypeORM mit Node.js auf diesem Rechner ausführt und seine Argumente weitergibt, als run und revert unter [migrations] in arborist.toml nennen.</translation>
        </message>
        <message>
            <source>Table %1, with its rows: %2</source>
            <translation>Tabelle %1, mit ihren Zeilen: %2</translation>
        </message>
        <message>
            <source>Column %1, with its values: %2</source>
            <translation>Spalte %1, mit ihren Werten: %2</translation>
        </message>
        <message>
            <source>Taken back: %1</source>
            <translation>Zurückgenommen: %1</translation>
        </message>
        <message>
            <source>In effect and recorded: %1</source>
            <translation>Wirksam und vermerkt: %1</translation>
        </message>
        <message>
            <source>Half way: of the %2 statements of %1, the first %3 are in effect, and the ledger is not told yet.</source>
            <translation>Auf halbem Weg: von den %2 Anweisungen von %1 sind die ersten %3 wirksam, und im Register steht es noch nicht.</translation>
        </message>
        <message>
            <source>Nothing of this run is in effect: all of it was one transaction.</source>
            <translation>Nichts von diesem Lauf ist wirksam: alles war eine Transaktion.</translation>
        </message>
        <message>
            <source>Of %1 nothing is in effect.</source>
            <translation>Von %1 ist nichts wirksam.</translation>
        </message>
        <message>
            <source>To go on, mend the down script and roll back again.</source>
            <translation>Zum Fortfahren das Down-Skript berichtigen und erneut zurückrollen.</translation>
        </message>
        <message>
            <source>To go on, roll back again.</source>
            <translation>Zum Fortfahren erneut zurückrollen.</translation>
        </message>
        <message>
            <source>To go on, run migrate again.</source>
            <translation>Zum Fortfahren migrate erneut ausführen.</translation>
        </message>
        <message>
            <source>To go on behind them, mend the rest of the file and run migrate again; to leave it at that: arboristctl baseline --only %1</source>
            <translation>Um dahinter fortzufahren, den Rest der Datei berichtigen und migrate erneut ausführen; um es dabei zu belassen: arboristctl baseline --only %1</translation>
        </message>
        <message>
            <source>To go on, mend the file and run migrate again; if its changes are there already: arboristctl baseline --only %1</source>
            <translation>Zum Fortfahren die Datei berichtigen und migrate erneut ausführen; sind ihre Änderungen bereits da: arboristctl baseline --only %1</translation>
        </message>
        <message>
            <source>To take back what this run applied: arboristctl rollback --steps %1</source>
            <translation>Um zurückzunehmen, was dieser Lauf angewendet hat: arboristctl rollback --steps %1</translation>
        </message>
        <message>
            <source>%1, statement %2, was cut off: %3</source>
            <translation>%1, Anweisung %2, wurde unterbrochen: %3</translation>
        </message>
        <message>
            <source>Look whether it did, then run migrate with --unsure repeat or --unsure skip.</source>
            <translation>Nachsehen, ob sie wirksam wurde, dann migrate mit --unsure repeat oder --unsure skip ausführen.</translation>
        </message>
        <message>
            <source>Ran before it: %1</source>
            <translation>Lief davor: %1</translation>
        </message>
        <message>
            <source>Of %1 the first %2 statements are in effect, and the file says something else in them by now.</source>
            <translation>Von %1 sind die ersten %2 Anweisungen wirksam, und die Datei sagt dort inzwischen etwas anderes.</translation>
        </message>
        <message>
            <source>Put them back as they were and change only what follows; or record it as applied: arboristctl baseline --only %1</source>
            <translation>Sie in ihren alten Stand bringen und nur ändern, was folgt; oder die Migration als angewendet vermerken: arboristctl baseline --only %1</translation>
        </message>
        <message>
            <source>%1 The next run begins with: %2</source>
            <translation>%1 Der nächste Lauf beginnt mit: %2</translation>
        </message>
        <message>
            <source>Reading the ledger</source>
            <translation>Register wird gelesen</translation>
        </message>
        <message>
            <source>Record %1 as applied, without running it</source>
            <translation>%1 als angewendet vermerken, ohne sie auszuführen</translation>
        </message>
        <message>
            <source>Record %1 migrations as applied, up to %2, without running them</source>
            <translation>%1 Migrationen als angewendet vermerken, bis %2, ohne sie auszuführen</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on %1</source>
            <translation>ACCESS EXCLUSIVE auf %1</translation>
        </message>
        <message>
            <source>Rows of the ledger can be taken away again; the database itself is not changed.</source>
            <translation>Zeilen des Registers können wieder entfernt werden; die Datenbank selbst wird nicht geändert.</translation>
        </message>
        <message>
            <source>The history keeps what the rows were.</source>
            <translation>Der Verlauf bewahrt auf, was die Zeilen waren.</translation>
        </message>
        <message>
            <source>The rows of %1 have no numbers.</source>
            <translation>Die Zeilen von %1 haben keine Nummern.</translation>
        </message>
        <message>
            <source>%1 has no row %2.</source>
            <translation>%1 hat keine Zeile %2.</translation>
        </message>
        <message>
            <source>arboristctl status shows the rows that something is the matter with.</source>
            <translation>arboristctl status zeigt die Zeilen, mit denen etwas nicht stimmt.</translation>
        </message>
        <message>
            <source>Take away row %1 (%2)</source>
            <translation>Zeile %1 entfernen (%2)</translation>
        </message>
        <message>
            <source>Only the ledger of Drizzle 1.0 has names to be set.</source>
            <translation>Nur das Register von Drizzle 1.0 hat Namen, die gesetzt werden können.</translation>
        </message>
        <message>
            <source>Name row %1 %2</source>
            <translation>Zeile %1 als %2 benennen</translation>
        </message>
        <message>
            <source>Mend %1 rows of the ledger</source>
            <translation>%1 Zeilen des Registers berichtigen</translation>
        </message>
        <message>
            <source>Row %1 is no longer what it was.</source>
            <translation>Zeile %1 ist nicht mehr, was sie war.</translation>
        </message>
        <message>
            <source>Look at the status, and plan again.</source>
            <translation>Den Status ansehen und neu planen.</translation>
        </message>
        <message>
            <source>Planning the migrations</source>
            <translation>Migrationen werden geplant</translation>
        </message>
        <message>
            <source>%1 holds no statement: nothing but its record is written.</source>
            <translation>%1 enthält keine Anweisung: nur der Vermerk wird geschrieben.</translation>
        </message>
        <message>
            <source>%1 cannot be part of one transaction for all.%2</source>
            <translation>%1 kann nicht Teil einer Transaktion für alle sein.%2</translation>
        </message>
        <message>
            <source>Run each in a transaction of its own: --transaction each.</source>
            <translation>Jede in einer eigenen Transaktion ausführen: --transaction each.</translation>
        </message>
        <message>
            <source>Their down scripts: arboristctl rollback --steps %1</source>
            <translation>Ihre Down-Skripte: arboristctl rollback --steps %1</translation>
        </message>
        <message>
            <source>%1 of them</source>
            <translation>%1 davon</translation>
        </message>
        <message>
            <source>No down script for %1: a backup made before brings back what was there.</source>
            <translation>Kein Down-Skript für %1: Eine vorher erstellte Sicherung bringt zurück, was da war.</translation>
        </message>
        <message>
            <source>Write its way back into its file, as its tool wants it. Or restore a backup made before it.</source>
            <translation>Den Rückweg in die Datei der Migration schreiben, wie ihr Werkzeug ihn erwartet. Oder eine zuvor erstellte Sicherung wiederherstellen.</translation>
        </message>
        <message>
            <source>Drizzle keeps none. Write %1, or have one proposed from its snapshots and read it before you save it (Migrations page, “Propose a down script”; arboristctl rollback --propose). Or restore a backup made before it.</source>
            <translation>Drizzle führt keinen. %1 schreiben oder ein Skript aus den Snapshots vorschlagen lassen und vor dem Speichern lesen (Seite Migrationen, „Down-Skript vorschlagen“; arboristctl rollback --propose). Oder eine zuvor erstellte Sicherung wiederherstellen.</translation>
        </message>
        <message>
            <source>%1 has no down script: there is no way back to run.</source>
            <translation>%1 hat kein Down-Skript: es gibt keinen Rückweg zum Ausführen.</translation>
        </message>
        <message>
            <source>The down script of %1 holds no statement: nothing is taken back but the record, and migrate would run %1 again.</source>
            <translation>Das Down-Skript von %1 enthält keine Anweisung: nur der Vermerk wird zurückgenommen, und migrate würde %1 erneut ausführen.</translation>
        </message>
        <message>
            <source>Planning the way back</source>
            <translation>Rückweg wird geplant</translation>
        </message>
        <message>
            <source>migrate applies them again.</source>
            <translation>migrate wendet sie erneut an.</translation>
        </message>
        <message>
            <source>migrate applies them again, without what is lost: a backup made before brings that back.</source>
            <translation>migrate wendet sie erneut an, ohne das Verlorene: das bringt eine zuvor erstellte Sicherung zurück.</translation>
        </message>
        <message>
            <source>Whatever down() of %1 takes away: it is code, and what it drops is not known before TypeORM runs it</source>
            <translation>Was immer down() von %1 entfernt: es ist Code, und was er löscht, ist nicht bekannt, bevor TypeORM ihn ausführt</translation>
        </message>
        <message>
            <source>TypeORM reverts them by the project's own command, one after the other: %1</source>
            <translation>TypeORM nimmt sie mit dem eigenen Befehl des Projekts zurück, eine nach der anderen: %1</translation>
        </message>
        <message>
            <source>migrate applies them again, without what is lost: make a backup first.</source>
            <translation>migrate wendet sie erneut an, ohne das Verlorene: zuvor eine Sicherung erstellen.</translation>
        </message>
        <message>
            <source>migration %1 of %2</source>
            <translation>Migration %1 von %2</translation>
        </message>
        <message>
            <source>The ledger says that %1 is taken back, though “%2” ended with code %3.</source>
            <translation>Laut Register ist %1 zurückgenommen, obwohl „%2“ mit Code %3 endete.</translation>
        </message>
        <message>
            <source>%1 is in effect as before.</source>
            <translation>%1 ist wirksam wie zuvor.</translation>
        </message>
        <message>
            <source>%1 is still recorded. It uses no transaction: what its down() did before it stopped stays.</source>
            <translation>%1 ist noch verzeichnet. Sie verwendet keine Transaktion: was ihr down() tat, bevor es anhielt, bleibt.</translation>
        </message>
        <message>
            <source>Cancelled. Taken back: %1</source>
            <translation>Abgebrochen. Zurückgenommen: %1</translation>
        </message>
        <message>
            <source>Roll back again to go on.</source>
            <translation>Zum Fortfahren erneut zurückrollen.</translation>
        </message>
        <message>
            <source>“%1” was ended by signal %2 before it had taken back %3.</source>
            <translation>„%1“ wurde durch Signal %2 beendet, bevor %3 zurückgenommen war.</translation>
        </message>
        <message>
            <source>“%1” ended without taking back %2.</source>
            <translation>„%1“ endete, ohne %2 zurückzunehmen.</translation>
        </message>
        <message>
            <source>See what it wrote: TypeORM may keep its record in another table than %1.</source>
            <translation>Ansehen, was es geschrieben hat: TypeORM führt sein Register vielleicht in einer anderen Tabelle als %1.</translation>
        </message>
        <message>
            <source>“%1” failed with code %2.</source>
            <translation>„%1“ ist mit Code %2 fehlgeschlagen.</translation>
        </message>
        <message>
            <source>Mend its down() and roll back again.</source>
            <translation>Ihr down() berichtigen und erneut zurückrollen.</translation>
        </message>
        <message>
            <source>%1 is pending as well: TypeORM runs all that are, and cannot be told to run a part of them.</source>
            <translation>%1 steht ebenfalls aus: TypeORM führt alle ausstehenden aus und lässt sich nicht auf einen Teil beschränken.</translation>
        </message>
        <message>
            <source>Apply all of them, without --from, --to and --only. One whose changes are there already: arboristctl baseline --only %1</source>
            <translation>Alle anwenden, ohne --from, --to und --only. Eine, deren Änderungen bereits da sind: arboristctl baseline --only %1</translation>
        </message>
        <message>
            <source>“%1” names the transaction mode itself: %2.</source>
            <translation>„%1“ nennt den Transaktionsmodus selbst: %2.</translation>
        </message>
        <message>
            <source>Leave out --transaction, or take the option out of the script.</source>
            <translation>--transaction weglassen oder die Option aus dem Skript nehmen.</translation>
        </message>
        <message>
            <source>%1 says by its property “transaction” how it wants to be run: with one transaction for all of them TypeORM runs nothing.</source>
            <translation>%1 sagt mit der Eigenschaft „transaction“ selbst, wie sie ausgeführt werden will: mit einer Transaktion für alle führt TypeORM nichts aus.</translation>
        </message>
        <message>
            <source>TypeORM runs them by the project's own command: %1</source>
            <translation>TypeORM führt sie mit dem eigenen Befehl des Projekts aus: %1</translation>
        </message>
        <message>
            <source>They are code: which SQL they send, which locks it takes and what is lost is not known before TypeORM runs them.</source>
            <translation>Sie sind Code: welches SQL sie senden, welche Sperren es nimmt und was verloren geht, ist nicht bekannt, bevor TypeORM sie ausführt.</translation>
        </message>
        <message>
            <source>TypeORM's own revert, if their down() is what it should be: arboristctl rollback --steps %1</source>
            <translation>Das revert von TypeORM selbst, wenn ihr down() ist, was es sein soll: arboristctl rollback --steps %1</translation>
        </message>
        <message>
            <source>%1 is pending by now, and was not when the plan was made.</source>
            <translation>%1 steht inzwischen aus und tat es nicht, als der Plan erstellt wurde.</translation>
        </message>
        <message>
            <source>Look at the plan as it is now.</source>
            <translation>Den Plan ansehen, wie er jetzt ist.</translation>
        </message>
        <message>
            <source>The ledger says that all of them are applied, though “%1” ended with code %2.</source>
            <translation>Laut Register sind alle angewendet, obwohl „%1“ mit Code %2 endete.</translation>
        </message>
        <message>
            <source>TypeORM has also applied %1, which is not in %2.</source>
            <translation>TypeORM hat auch %1 angewendet, was nicht in %2 ist.</translation>
        </message>
        <message>
            <source>%1 is not recorded. It uses no transaction: what it did before it stopped stays.</source>
            <translation>%1 ist nicht verzeichnet. Sie verwendet keine Transaktion: was sie tat, bevor sie anhielt, bleibt.</translation>
        </message>
        <message>
            <source>Run migrate again to go on.</source>
            <translation>Zum Fortfahren migrate erneut ausführen.</translation>
        </message>
        <message>
            <source>Cancelled. In effect: %1</source>
            <translation>Abgebrochen. Wirksam: %1</translation>
        </message>
        <message>
            <source>“%1” was about to reach another database, and was kept from it.</source>
            <translation>„%1“ war dabei, eine andere Datenbank zu erreichen, und wurde daran gehindert.</translation>
        </message>
        <message>
            <source>Let the data source connect by the usual options of TypeORM's type postgres.</source>
            <translation>Die Datenquelle mit den üblichen Optionen des Typs postgres von TypeORM verbinden lassen.</translation>
        </message>
        <message>
            <source>“%1” was ended by signal %2 before it had applied %3.</source>
            <translation>„%1“ wurde durch Signal %2 beendet, bevor %3 angewendet war.</translation>
        </message>
        <message>
            <source>“%1” ended without applying %2.</source>
            <translation>„%1“ endete, ohne %2 anzuwenden.</translation>
        </message>
        <message>
            <source>TypeORM does not know it, or keeps its record in another table than %1: look at “migrations” and “migrationsTableName” of the data source, and name the table under [migrations] in arborist.toml.</source>
            <translation>TypeORM kennt sie nicht oder führt sein Register in einer anderen Tabelle als %1: „migrations“ und „migrationsTableName“ der Datenquelle ansehen und die Tabelle unter [migrations] in arborist.toml nennen.</translation>
        </message>
        <message>
            <source>It never connected to the database. See what it wrote.</source>
            <translation>Es hat sich nie mit der Datenbank verbunden. Ansehen, was es geschrieben hat.</translation>
        </message>
        <message>
            <source>Mend it and run migrate again; if its changes are there already: arboristctl baseline --only %1</source>
            <translation>Sie berichtigen und migrate erneut ausführen; sind ihre Änderungen bereits da: arboristctl baseline --only %1</translation>
        </message>
        <message>
            <source>None of its own: what is dropped is gone.</source>
            <translation>Kein eigener: was gelöscht wird, ist verloren.</translation>
        </message>
        <message>
            <source>Whatever the models do not have: they could not be read, so that it cannot be told what</source>
            <translation>Was immer die Modelle nicht haben: sie konnten nicht gelesen werden, daher lässt sich nicht sagen, was</translation>
        </message>
        <message>
            <source>The schema has changed since the plan was made.</source>
            <translation>Das Schema hat sich geändert, seit der Plan erstellt wurde.</translation>
        </message>
        <message>
            <source>The schema has changed.</source>
            <translation>Das Schema hat sich geändert.</translation>
        </message>
        <message>
            <source>The schema is as it was: there was nothing to do, or nothing was agreed to.</source>
            <translation>Das Schema ist, wie es war: es gab nichts zu tun, oder es wurde nichts zugestimmt.</translation>
        </message>
        <message>
            <source>The schema has changed: what it did before it stopped stays, since it uses no transaction.</source>
            <translation>Das Schema hat sich geändert: was vor dem Anhalten getan wurde, bleibt, da keine Transaktion verwendet wird.</translation>
        </message>
        <message>
            <source>The schema is as it was.</source>
            <translation>Das Schema ist, wie es war.</translation>
        </message>
        <message>
            <source>It has to ask before it goes on, and has no terminal to ask at.</source>
            <translation>Vor dem Fortfahren muss eine Frage gestellt werden, und es gibt kein Terminal dafür.</translation>
        </message>
        <message>
            <source>Push in the window's console, or run arboristctl push in a terminal.</source>
            <translation>Den Push in der Konsole des Fensters machen oder arboristctl push in einem Terminal ausführen.</translation>
        </message>
        <message>
            <source>“%1” failed.</source>
            <translation>„%1“ ist fehlgeschlagen.</translation>
        </message>
        <message>
            <source>%1 Mend the cause, and push again.</source>
            <translation>%1 Die Ursache beheben und den Push wiederholen.</translation>
        </message>
        <message>
            <source>Run %1 on a throw-away copy</source>
            <translation>%1 auf einer Wegwerfkopie ausführen</translation>
        </message>
        <message>
            <source>Run %1 migrations on a throw-away copy</source>
            <translation>%1 Migrationen auf einer Wegwerfkopie ausführen</translation>
        </message>
        <message>
            <source>All of it ran, in %1 ms.</source>
            <translation>Alles lief durch, in %1 ms.</translation>
        </message>
        <message>
            <source>Another run of migrations has not ended in time: %1.</source>
            <translation>Ein anderer Lauf von Migrationen ist nicht rechtzeitig zu Ende gekommen: %1.</translation>
        </message>
        <message>
            <source>Wait for its end, then try again; it is not known to be stuck.</source>
            <translation>Sein Ende abwarten, dann erneut versuchen; dass er festhängt, ist nicht bekannt.</translation>
        </message>
        <message>
            <source>Waiting for another run of migrations: %1</source>
            <translation>Warten auf einen anderen Lauf von Migrationen: %1</translation>
        </message>
        <message>
            <source>a process that is just ending</source>
            <translation>ein Prozess, der gerade endet</translation>
        </message>
        <message>
            <source>The server warns: %1</source>
            <translation>Der Server warnt: %1</translation>
        </message>
        <message>
            <source>statements</source>
            <translation>Anweisungen</translation>
        </message>
        <message>
            <source>%1, at its end: %2</source>
            <translation>%1, am Ende: %2</translation>
        </message>
        <message>
            <source>Waiting for another program that migrates</source>
            <translation>Warten auf ein anderes Programm, das migriert</translation>
        </message>
        <message>
            <source>%1 Whether %2 was committed is not known.</source>
            <translation>%1 Ob %2 festgeschrieben wurde, ist nicht bekannt.</translation>
        </message>
        <message>
            <source>Once the server answers, run it again: the ledger is read first, and nothing is done twice.</source>
            <translation>Sobald der Server antwortet, erneut ausführen: zuerst wird das Register gelesen, und nichts geschieht doppelt.</translation>
        </message>
        <message>
            <source>It waited for %1. Wait for its end or end it, then run this again.</source>
            <translation>Es wurde auf %1 gewartet. Das Ende abwarten oder herbeiführen, dann erneut ausführen.</translation>
        </message>
        <message>
            <source>Waiting for a lock, try %1 of %2</source>
            <translation>Warten auf eine Sperre, Versuch %1 von %2</translation>
        </message>
        <message>
            <source>Waiting for %1, try %2 of %3</source>
            <translation>Warten auf %1, Versuch %2 von %3</translation>
        </message>
        <message>
            <source>On the server of “%1” no copy is made: it is protected, read only, or not on this machine.</source>
            <translation>Auf dem Server von „%1“ wird keine Kopie angelegt: die Stage ist geschützt, nur lesend oder nicht auf diesem Rechner.</translation>
        </message>
        <message>
            <source>Rehearse on Arborist's own server: arboristctl migrate --rehearse embedded</source>
            <translation>Den Probelauf auf Arborists eigenem Server machen: arboristctl migrate --rehearse embedded</translation>
        </message>
        <message>
            <source>a copy with all rows, on the stage's own server</source>
            <translation>eine Kopie mit allen Zeilen, auf dem eigenen Server der Stage</translation>
        </message>
        <message>
            <source>No copy on the stage's own server: %1</source>
            <translation>Keine Kopie auf dem eigenen Server der Stage: %1</translation>
        </message>
        <message>
            <source>a copy without rows, on the stage's own server</source>
            <translation>eine Kopie ohne Zeilen, auf dem eigenen Server der Stage</translation>
        </message>
        <message>
            <source>The database has %1: copied without its rows.</source>
            <translation>Die Datenbank hat %1: ohne ihre Zeilen kopiert.</translation>
        </message>
        <message>
            <source>Others are connected to the database: copied without its rows.</source>
            <translation>Andere sind mit der Datenbank verbunden: ohne ihre Zeilen kopiert.</translation>
        </message>
        <message>
            <source>a copy without rows, on Arborist's own server</source>
            <translation>eine Kopie ohne Zeilen, auf Arborists eigenem Server</translation>
        </message>
        <message>
            <source>The stage runs PostgreSQL %1, the copy %2: what differs between them is not seen.</source>
            <translation>Die Stage läuft mit PostgreSQL %1, die Kopie mit %2: was sich zwischen beiden unterscheidet, ist nicht zu sehen.</translation>
        </message>
        <message>
            <source>%1 is not a snapshot that can be read.</source>
            <translation>%1 ist kein lesbarer Snapshot.</translation>
        </message>
        <message>
            <source>%1 and %2 follow the same snapshot.</source>
            <translation>%1 und %2 folgen auf denselben Snapshot.</translation>
        </message>
        <message>
            <source>Two branches have been merged. Drizzle generates nothing more until one of the two migrations is taken out and generated anew.</source>
            <translation>Zwei Branches wurden zusammengeführt. Drizzle erzeugt nichts mehr, bis eine der beiden Migrationen herausgenommen und neu erzeugt ist.</translation>
        </message>
        <message>
            <source>%1 is not there</source>
            <translation>%1 ist nicht da</translation>
        </message>
        <message>
            <source>%1 is not JSON</source>
            <translation>%1 ist kein JSON</translation>
        </message>
        <message>
            <source>it leads into itself</source>
            <translation>sie führt in sich selbst</translation>
        </message>
        <message>
            <source>%1 has nothing to begin with</source>
            <translation>%1 hat nichts, womit es beginnen könnte</translation>
        </message>
        <message>
            <source>A session of it is still at work on the server, and may change what is told here: arboristctl status tells how it ended.</source>
            <translation>Eine Sitzung davon arbeitet noch auf dem Server und kann ändern, was hier gesagt ist: arboristctl status sagt, wie es ausging.</translation>
        </message>
        <message>
            <source>Whether it has left something at work on the server is not known: %1</source>
            <translation>Ob davon auf dem Server noch etwas arbeitet, ist nicht bekannt: %1</translation>
        </message>
        <message>
            <source>There is no project folder whose .env could be written.</source>
            <translation>Es gibt keinen Projektordner, dessen .env geschrieben werden könnte.</translation>
        </message>
        <message>
            <source>Name it with --workspace.</source>
            <translation>Ihn mit --workspace nennen.</translation>
        </message>
        <message>
            <source>The address of %1 is not a variable of a .env file: %2.</source>
            <translation>Die Adresse von %1 ist keine Variable einer .env-Datei: %2.</translation>
        </message>
        <message>
            <source>Edit the stage: give it url = "env:DB_CONNECTION_STRING" in arborist.toml, or change what it names.</source>
            <translation>Die Stage bearbeiten: ihr in arborist.toml url = "env:DB_CONNECTION_STRING" geben oder ändern, was sie nennt.</translation>
        </message>
        <message>
            <source>%1 is set in the environment, which goes before %2.</source>
            <translation>%1 ist in der Umgebung gesetzt, und diese geht %2 vor.</translation>
        </message>
        <message>
            <source>Start again without it (unset %1), then the file counts.</source>
            <translation>Ohne die Variable neu starten (unset %1), dann gilt die Datei.</translation>
        </message>
        <message>
            <source>No backup first: it was declined.</source>
            <translation>Zuvor keine Sicherung: sie wurde abgelehnt.</translation>
        </message>
        <message>
            <source>Nobody has agreed to changes on %1.</source>
            <translation>Niemand hat Änderungen an %1 zugestimmt.</translation>
        </message>
        <message>
            <source>Plan again, and agree to it in its dialog.</source>
            <translation>Neu planen und im Dialog zustimmen.</translation>
        </message>
        <message>
            <source>Look at the plan with --dry-run, then give --yes.</source>
            <translation>Den Plan mit --dry-run ansehen, dann --yes angeben.</translation>
        </message>
        <message>
            <source>%1 is protected: changes need its name, typed.</source>
            <translation>%1 ist geschützt: für Änderungen muss der Name eingegeben werden.</translation>
        </message>
        <message>
            <source>Something on %1 would be lost: that needs its name, typed.</source>
            <translation>Auf %1 ginge etwas verloren: dafür muss der Name eingegeben werden.</translation>
        </message>
        <message>
            <source>Changes on %1 need its name, typed.</source>
            <translation>Für Änderungen auf %1 muss der Name eingegeben werden.</translation>
        </message>
        <message>
            <source>Plan again, and type %1 below the plan.</source>
            <translation>Neu planen und %1 unter dem Plan eingeben.</translation>
        </message>
        <message>
            <source>Look at the plan with --dry-run, then give --confirm %1.</source>
            <translation>Den Plan mit --dry-run ansehen, dann --confirm %1 angeben.</translation>
        </message>
        <message>
            <source>The name that was given, “%1”, is not that of %2.</source>
            <translation>Der angegebene Name „%1“ ist nicht der von %2.</translation>
        </message>
        <message>
            <source>Plan again, and type the name of the stage that is to be changed: %1</source>
            <translation>Neu planen und den Namen der Stage eingeben, die geändert werden soll: %1</translation>
        </message>
        <message>
            <source>Give the name of the stage that is to be changed: --confirm %1</source>
            <translation>Den Namen der Stage angeben, die geändert werden soll: --confirm %1</translation>
        </message>
        <message>
            <source>A backup has to come before “%1” on %2: it cannot be left out.</source>
            <translation>Vor „%1“ auf %2 muss eine Sicherung kommen: sie kann nicht weggelassen werden.</translation>
        </message>
        <message>
            <source>Run it without --no-backup.</source>
            <translation>Ohne --no-backup ausführen.</translation>
        </message>
        <message>
            <source>A backup has to come before “%1” on %2, and nothing makes it.</source>
            <translation>Vor „%1“ auf %2 muss eine Sicherung kommen, und nichts erstellt sie.</translation>
        </message>
        <message>
            <source>The plan is no longer the one that was agreed to: %1 instead of %2.</source>
            <translation>Der Plan ist nicht mehr der, dem zugestimmt wurde: %1 statt %2.</translation>
        </message>
        <message>
            <source>The database, the rules or the request have changed. Plan again, and look at the new plan.</source>
            <translation>Datenbank, Regeln oder Anforderung haben sich geändert. Neu planen und den neuen Plan ansehen.</translation>
        </message>
        <message>
            <source>The database, the rules or the request have changed. Look at the new plan with --dry-run.</source>
            <translation>Datenbank, Regeln oder Anforderung haben sich geändert. Den neuen Plan mit --dry-run ansehen.</translation>
        </message>
        <message>
            <source>Put the database of %1 on record</source>
            <translation>Die Datenbank von %1 verzeichnen</translation>
        </message>
        <message>
            <source>Take the database of %1 off the record</source>
            <translation>Die Datenbank von %1 aus dem Verzeichnis nehmen</translation>
        </message>
        <message>
            <source>%1 has been changed since the run %2; nothing was written.</source>
            <translation>%1 wurde seit dem Lauf %2 geändert; nichts wurde geschrieben.</translation>
        </message>
        <message>
            <source>Change it by hand. Copies of what it held are in the folder file-backups of the data folder.</source>
            <translation>Von Hand ändern. Kopien des früheren Inhalts sind im Ordner file-backups des Datenordners.</translation>
        </message>
        <message>
            <source>Write %1 as it was before the run</source>
            <translation>%1 im Stand vor dem Lauf schreiben</translation>
        </message>
        <message>
            <source>Remove %1, which the run made</source>
            <translation>%1 entfernen, vom Lauf angelegt</translation>
        </message>
        <message>
            <source>The database %1 at %2 cannot be used: %3</source>
            <translation>Die Datenbank %1 auf %2 kann nicht verwendet werden: %3</translation>
        </message>
        <message>
            <source>Put %1 on record as the database of %2</source>
            <translation>%1 als Datenbank von %2 verzeichnen</translation>
        </message>
        <message>
            <source>Put %1 on record as the database of %2, in place of %3</source>
            <translation>%1 als Datenbank von %2 verzeichnen, anstelle von %3</translation>
        </message>
        <message>
            <source>Write it into arborist.lock, to be committed with the project</source>
            <translation>In arborist.lock schreiben, mit dem Projekt zu committen</translation>
        </message>
        <message>
            <source>Take %1 out of arborist.lock</source>
            <translation>%1 aus arborist.lock entfernen</translation>
        </message>
        <message>
            <source>The plan was made for another database: %1, not %2 (%3).</source>
            <translation>Der Plan wurde für eine andere Datenbank erstellt: %1, nicht %2 (%3).</translation>
        </message>
        <message>
            <source>The connection was lost at the very end: whether anything has changed is not known.</source>
            <translation>Die Verbindung ging ganz am Ende verloren: ob sich etwas geändert hat, ist nicht bekannt.</translation>
        </message>
        <message>
            <source>The next command that reaches the server asks it, and says so.</source>
            <translation>Der nächste Befehl, der den Server erreicht, fragt ihn und meldet es.</translation>
        </message>
        <message>
            <source>The server still works on transaction %1.</source>
            <translation>Der Server arbeitet noch an Transaktion %1.</translation>
        </message>
        <message>
            <source>The way to %1 leads through a pooler that gives each transaction another session: what is checked and what is written could be two servers.</source>
            <translation>Der Weg zu %1 führt über einen Pooler, der jeder Transaktion eine andere Sitzung gibt: was geprüft und was geschrieben wird, könnten zwei Server sein.</translation>
        </message>
        <message>
            <source>The way to %1 leads through a pooler that has no further session to spare: whether it keeps ours cannot be told.</source>
            <translation>Der Weg zu %1 führt über einen Pooler, der keine weitere Sitzung frei hat: ob er die eigene behält, lässt sich nicht feststellen.</translation>
        </message>
        <message>
            <source>Write %1 in %2: %3 instead of %4</source>
            <translation>%1 in %2 schreiben: %3 statt %4</translation>
        </message>
        <message>
            <source>Write %1 in %2: %3</source>
            <translation>%1 in %2 schreiben: %3</translation>
        </message>
        <message>
            <source>directly</source>
            <translation>direkt</translation>
        </message>
        <message>
            <source>through %1</source>
            <translation>über %1</translation>
        </message>
        <message>
            <source>%1 is reached %2, %3 %4: its address would lead nowhere there.</source>
            <translation>%1 wird %2 erreicht, %3 %4: die Adresse würde dort ins Leere führen.</translation>
        </message>
        <message>
            <source>Give both the same ssh_host in arborist.toml, or choose the stage itself: --target %1.</source>
            <translation>Beiden in arborist.toml denselben ssh_host geben oder die Stage selbst wählen: --target %1.</translation>
        </message>
        <message>
            <source>The address of %1 is a secret, which does not belong in a file: %2.</source>
            <translation>Die Adresse von %1 ist geheim und gehört nicht in eine Datei: %2.</translation>
        </message>
        <message>
            <source>Choose the stage itself: --target %1, or default_stage in arborist.toml.</source>
            <translation>Die Stage selbst wählen: --target %1 oder default_stage in arborist.toml.</translation>
        </message>
        <message>
            <source>Arborist itself goes on to read from %1, the source_stage of arborist.toml.</source>
            <translation>Arborist selbst liest weiterhin von %1, der source_stage aus arborist.toml.</translation>
        </message>
        <message>
            <source>%1 in %2 leads to %3, PostgreSQL %4 (%5).</source>
            <translation>%1 in %2 führt zu %3, PostgreSQL %4 (%5).</translation>
        </message>
        <message>
            <source>A database that was opened by its address has no files.</source>
            <translation>Eine Datenbank, die über ihre Adresse geöffnet wurde, hat keine Dateien.</translation>
        </message>
        <message>
            <source>Open the folder of a project.</source>
            <translation>Den Ordner eines Projekts öffnen.</translation>
        </message>
        <message>
            <source>Keep the address in the keychain as %1</source>
            <translation>Die Adresse im Schlüsselbund als %1 aufbewahren</translation>
        </message>
        <message>
            <source>Undo brings files back as they were. The keychain keeps the address until another one is stored or “arboristctl secret forget %1” takes it out.</source>
            <translation>Rückgängig machen bringt Dateien in ihren alten Stand. Der Schlüsselbund behält die Adresse, bis eine andere hinterlegt wird oder „arboristctl secret forget %1“ sie entfernt.</translation>
        </message>
        <message>
            <source>Only a variable of a .env file or the keychain can take an address with a password.</source>
            <translation>Nur eine Variable einer .env-Datei oder der Schlüsselbund kann eine Adresse mit Passwort aufnehmen.</translation>
        </message>
        <message>
            <source>Let the stage read its address from one of them.</source>
            <translation>Die Stage ihre Adresse aus einem davon lesen lassen.</translation>
        </message>
        <message>
            <source>Write %1 in %2</source>
            <translation>%1 in %2 schreiben</translation>
        </message>
        <message>
            <source>Which database that is nobody knows yet: changes through %1 are refused until it is the one on record, or trusted.</source>
            <translation>Welche Datenbank das ist, weiß noch niemand: Änderungen über %1 werden abgelehnt, bis es die verzeichnete ist oder ihr vertraut wird.</translation>
        </message>
        <message>
            <source>Which database that is will be seen when %1 answers for the first time.</source>
            <translation>Welche Datenbank das ist, zeigt sich, wenn %1 zum ersten Mal antwortet.</translation>
        </message>
        <message>
            <source>There is a stage %1 already.</source>
            <translation>Es gibt bereits eine Stage %1.</translation>
        </message>
        <message>
            <source>Keep the address in the keychain</source>
            <translation>Die Adresse im Schlüsselbund aufbewahren</translation>
        </message>
        <message>
            <source>Change %1 in %2</source>
            <translation>%1 in %2 ändern</translation>
        </message>
        <message>
            <source>Make %2 with %1</source>
            <translation>%2 mit %1 anlegen</translation>
        </message>
        <message>
            <source>Take %1 out of %2</source>
            <translation>%1 aus %2 entfernen</translation>
        </message>
        <message>
            <source>So that others know it before their first contact, write it into arborist.lock and commit that: arboristctl stages trust %1</source>
            <translation>Damit andere sie vor ihrem ersten Kontakt kennen, sie in arborist.lock schreiben und die Datei committen: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>%1 at %2 is a standby: it takes no changes.</source>
            <translation>%1 auf %2 ist ein Standby: dort sind keine Änderungen möglich.</translation>
        </message>
        <message>
            <source>Connect to the primary server.</source>
            <translation>Mit dem Primärserver verbinden.</translation>
        </message>
        <message>
            <source>Nobody knows what kind of environment %1 at %2 is, and something would be lost.</source>
            <translation>Niemand weiß, welche Art von Umgebung %1 auf %2 ist, und etwas ginge verloren.</translation>
        </message>
        <message>
            <source>Make it a stage of a project, with its environment in arborist.toml; or work on the machine of the database, over its socket or loopback.</source>
            <translation>Sie in arborist.toml mit ihrer Umgebung zur Stage eines Projekts machen; oder auf dem Rechner der Datenbank arbeiten, über ihren Socket oder Loopback.</translation>
        </message>
        <message>
            <source>An address that is given by itself is no stage of a project.</source>
            <translation>Eine für sich angegebene Adresse ist keine Stage eines Projekts.</translation>
        </message>
        <message>
            <source>Open the project's folder, and trust one of its stages.</source>
            <translation>Den Ordner des Projekts öffnen und einer seiner Stages vertrauen.</translation>
        </message>
        <message>
            <source>The run %1 (%2) keeps no rows that could be put back.</source>
            <translation>Der Lauf %1 (%2) bewahrt keine Zeilen auf, die wieder eingefügt werden könnten.</translation>
        </message>
        <message>
            <source>Its migrations are taken back by their down scripts: arboristctl rollback</source>
            <translation>Seine Migrationen werden mit ihren Down-Skripten zurückgenommen: arboristctl rollback</translation>
        </message>
        <message>
            <source>The run %1 changed nothing: there is nothing to take back.</source>
            <translation>Der Lauf %1 hat nichts geändert: es gibt nichts zurückzunehmen.</translation>
        </message>
        <message>
            <source>Journals are kept for 30 days, or as long as keep_automatic_days under [backup] in arborist.toml says. Those written with --journal stay.</source>
            <translation>Journale werden 30 Tage aufbewahrt oder so lange, wie keep_automatic_days unter [backup] in arborist.toml angibt. Mit --journal geschriebene bleiben.</translation>
        </message>
        <message>
            <source>Put it back where it was: without it nobody knows the former values.</source>
            <translation>Es an seinen Ort zurücklegen: ohne das Journal kennt niemand die früheren Werte.</translation>
        </message>
        <message>
            <source>The run %1 changed another database: %2, not %3 (%4).</source>
            <translation>Der Lauf %1 hat eine andere Datenbank geändert: %2, nicht %3 (%4).</translation>
        </message>
        <message>
            <source>Restore the former values in %1</source>
            <translation>Die früheren Werte in %1 wiederherstellen</translation>
        </message>
        <message>
            <source>Put back the deleted rows of %1</source>
            <translation>Die gelöschten Zeilen von %1 wieder einfügen</translation>
        </message>
        <message>
            <source>Whether the last batch was committed is not known yet (%1); undo asks the server.</source>
            <translation>Ob der letzte Stapel festgeschrieben wurde, ist noch nicht bekannt (%1); undo fragt den Server.</translation>
        </message>
        <message>
            <source>Run it again to go on.</source>
            <translation>Zum Fortfahren erneut ausführen.</translation>
        </message>
        <message>
            <source>Run it again to go on, or take back the run %1.</source>
            <translation>Zum Fortfahren erneut ausführen oder den Lauf %1 zurücknehmen.</translation>
        </message>
        <message>
            <source>%1 rows had been changed before, and stay changed. The run %2 can be taken back.</source>
            <translation>%1 Zeilen waren zuvor geändert worden und bleiben geändert. Der Lauf %2 kann zurückgenommen werden.</translation>
        </message>
        <message>
            <source>To have everything as it was before this run: arboristctl restore %1</source>
            <translation>Um alles zu haben, wie es vor diesem Lauf war: arboristctl restore %1</translation>
        </message>
        <message>
            <source>This run could not be noted in the history. %1</source>
            <translation>Dieser Lauf konnte nicht im Verlauf vermerkt werden. %1</translation>
        </message>
        <message>
            <source>The files as they were are kept with the run, for undo; a copy of each is in the data folder, too.</source>
            <translation>Die Dateien in ihrem alten Stand werden für die Rücknahme mit dem Lauf aufbewahrt; eine Kopie von jeder liegt auch im Datenordner.</translation>
        </message>
        <message>
            <source>A further connection of the run led to another database: %1 (%2) instead of %3 (%4). Nothing was done there.</source>
            <translation>Eine weitere Verbindung des Laufs führte zu einer anderen Datenbank: %1 (%2) statt %3 (%4). Dort wurde nichts getan.</translation>
        </message>
        <message>
            <source>Something on the way has changed meanwhile: a failover, the name's address or a pooler. Look at the stage, then plan again.</source>
            <translation>Auf dem Weg hat sich inzwischen etwas geändert: ein Failover, die Adresse des Namens oder ein Pooler. Die Stage ansehen, dann neu planen.</translation>
        </message>
        <message>
            <source>Put %1 on record for %2</source>
            <translation>%1 für %2 verzeichnen</translation>
        </message>
        <message>
            <source>Put %1 on record for %2, in place of %3</source>
            <translation>%1 für %2 verzeichnen, anstelle von %3</translation>
        </message>
        <message>
            <source>No database is changed. Correct the address of %1 and trust what it leads to then.</source>
            <translation>Keine Datenbank wird geändert. Die Adresse von %1 berichtigen und dann dem vertrauen, wozu sie führt.</translation>
        </message>
        <message>
            <source>This is a run of its own, with its own journal: it can be taken back, too.</source>
            <translation>Dies ist ein eigener Lauf mit eigenem Journal: auch er kann zurückgenommen werden.</translation>
        </message>
        <message>
            <source>Rows of %1 that had been put back.</source>
            <translation>Zeilen von %1, die wieder eingefügt worden waren.</translation>
        </message>
        <message>
            <source>Taking back</source>
            <translation>Wird zurückgenommen</translation>
        </message>
        <message>
            <source>%1 rows were changed since then, and are left as they are.</source>
            <translation>%1 Zeilen wurden seither geändert und bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>Way back:</source>
            <translation>Rückweg:</translation>
        </message>
        <message>
            <source>Plan %1</source>
            <translation>%1 planen</translation>
        </message>
        <message>
            <source>EXPLAIN takes one statement.</source>
            <translation>EXPLAIN nimmt nur eine Anweisung.</translation>
        </message>
        <message>
            <source>Select the one that you want to see the plan of.</source>
            <translation>Die auswählen, deren Plan angezeigt werden soll.</translation>
        </message>
        <message>
            <source>Running with measurements</source>
            <translation>Wird mit Messungen ausgeführt</translation>
        </message>
        <message>
            <source>Planning</source>
            <translation>Wird geplant</translation>
        </message>
        <message>
            <source>There is no value for :%1.</source>
            <translation>Für :%1 gibt es keinen Wert.</translation>
        </message>
        <message>
            <source>Give one: --param %1=VALUE</source>
            <translation>Einen angeben: --param %1=VALUE</translation>
        </message>
        <message>
            <source>A statement with so many parameters needs longer names.</source>
            <translation>Eine Anweisung mit so vielen Parametern braucht längere Namen.</translation>
        </message>
        <message>
            <source>Give :%1 a name of more letters.</source>
            <translation>Dem Parameter :%1 einen Namen mit mehr Buchstaben geben.</translation>
        </message>
        <message>
            <source>%1 does more than read, and no roll-back would undo it.</source>
            <translation>%1 tut mehr als lesen, und kein Zurückrollen würde es rückgängig machen.</translation>
        </message>
        <message>
            <source>Use psql for it, if you mean to.</source>
            <translation>Dafür psql verwenden, wenn es beabsichtigt ist.</translation>
        </message>
        <message>
            <source>EXPLAIN takes a SELECT, INSERT, UPDATE, DELETE or MERGE.</source>
            <translation>EXPLAIN nimmt ein SELECT, INSERT, UPDATE, DELETE oder MERGE.</translation>
        </message>
        <message>
            <source>Leave the statement out.</source>
            <translation>Die Anweisung weglassen.</translation>
        </message>
        <message>
            <source>Queries only read. Run it as a change, with plan and confirmation: --write, or “Run as a change…” in the window.</source>
            <translation>Abfragen lesen nur. Sie als Änderung ausführen, mit Plan und Bestätigung: --write oder „Als Änderung ausführen…“ im Fenster.</translation>
        </message>
        <message>
            <source>A query has no BEGIN, COMMIT, ROLLBACK or SAVEPOINT.</source>
            <translation>Eine Abfrage hat kein BEGIN, COMMIT, ROLLBACK oder SAVEPOINT.</translation>
        </message>
        <message>
            <source>It runs in a transaction of its own, which only reads. Leave the statement out.</source>
            <translation>Sie läuft in einer eigenen Transaktion, die nur liest. Die Anweisung weglassen.</translation>
        </message>
        <message>
            <source>A query does not change how its transaction runs, or as whom.</source>
            <translation>Eine Abfrage ändert nicht, wie oder unter welcher Rolle ihre Transaktion läuft.</translation>
        </message>
        <message>
            <source>Leave the statement out. To work as another role, connect as that role.</source>
            <translation>Die Anweisung weglassen. Um unter einer anderen Rolle zu arbeiten, als diese Rolle verbinden.</translation>
        </message>
        <message>
            <source>COPY does not run as a query.</source>
            <translation>COPY läuft nicht als Abfrage.</translation>
        </message>
        <message>
            <source>Write the query alone, and export its rows: --csv, or Export in the window.</source>
            <translation>Nur die Abfrage schreiben und ihre Zeilen exportieren: --csv oder Exportieren im Fenster.</translation>
        </message>
        <message>
            <source>This statement writes, and queries only read.</source>
            <translation>Diese Anweisung schreibt, und Abfragen lesen nur.</translation>
        </message>
        <message>
            <source>Only SELECT, VALUES, TABLE, EXPLAIN, SHOW and SET run as a query.</source>
            <translation>Nur SELECT, VALUES, TABLE, EXPLAIN, SHOW und SET laufen als Abfrage.</translation>
        </message>
        <message>
            <source>A change may INSERT, UPDATE, DELETE, MERGE and SELECT, nothing else.</source>
            <translation>Eine Änderung darf INSERT, UPDATE, DELETE, MERGE und SELECT enthalten, nichts sonst.</translation>
        </message>
        <message>
            <source>It runs in one transaction, and all that it changes must be rows that can be put back.</source>
            <translation>Er läuft in einer Transaktion, und alles, was er ändert, müssen Zeilen sein, die wiederhergestellt werden können.</translation>
        </message>
        <message>
            <source>Insert into %1</source>
            <translation>In %1 einfügen</translation>
        </message>
        <message>
            <source>Update %1</source>
            <translation>%1 ändern</translation>
        </message>
        <message>
            <source>Update every row of %1</source>
            <translation>Jede Zeile von %1 ändern</translation>
        </message>
        <message>
            <source>Delete from %1</source>
            <translation>Aus %1 löschen</translation>
        </message>
        <message>
            <source>Delete every row of %1</source>
            <translation>Jede Zeile von %1 löschen</translation>
        </message>
        <message>
            <source>Merge into %1</source>
            <translation>In %1 zusammenführen</translation>
        </message>
        <message>
            <source>Write in a query</source>
            <translation>In einer Abfrage schreiben</translation>
        </message>
        <message>
            <source>%1 is not a file.</source>
            <translation>%1 ist keine Datei.</translation>
        </message>
        <message>
            <source>Name a file, or lead the output of the command there.</source>
            <translation>Eine Datei nennen oder die Ausgabe des Befehls dorthin leiten.</translation>
        </message>
        <message>
            <source>Only one result goes into a file, and the query has several.</source>
            <translation>Nur ein Ergebnis passt in eine Datei, und die Abfrage hat mehrere.</translation>
        </message>
        <message>
            <source>Export the statements one by one.</source>
            <translation>Die Anweisungen einzeln exportieren.</translation>
        </message>
        <message>
            <source>The query has no rows to export.</source>
            <translation>Die Abfrage hat keine Zeilen zum Exportieren.</translation>
        </message>
        <message>
            <source>Planning the change</source>
            <translation>Änderung wird geplant</translation>
        </message>
        <message>
            <source>Every row that it inserts, changes or deletes is kept; Undo puts them back.</source>
            <translation>Jede Zeile, die eingefügt, geändert oder gelöscht wird, wird aufbewahrt; Rückgängig machen stellt sie wieder her.</translation>
        </message>
        <message>
            <source>Rows that the query deletes</source>
            <translation>Zeilen, die die Abfrage löscht</translation>
        </message>
        <message>
            <source>Rows of %1</source>
            <translation>Zeilen von %1</translation>
        </message>
        <message>
            <source>There is no statement to run.</source>
            <translation>Es gibt keine Anweisung zum Ausführen.</translation>
        </message>
        <message>
            <source>Allow the statement more time (--timeout), or let it do less: EXPLAIN shows what takes so long. It may also have been cancelled on the server.</source>
            <translation>Der Anweisung mehr Zeit geben (--timeout) oder sie weniger tun lassen: EXPLAIN zeigt, was so lange dauert. Vielleicht wurde sie auch am Server abgebrochen.</translation>
        </message>
        <message>
            <source>line %1, column %2</source>
            <translation>Zeile %1, Spalte %2</translation>
        </message>
        <message>
            <source>Running statement %1 of %2</source>
            <translation>Anweisung %1 von %2 wird ausgeführt</translation>
        </message>
        <message>
            <source>The query changes how the server reads the statements that follow.</source>
            <translation>Die Abfrage ändert, wie der Server die folgenden Anweisungen liest.</translation>
        </message>
        <message>
            <source>Leave standard_conforming_strings and client_encoding as they are.</source>
            <translation>standard_conforming_strings und client_encoding lassen, wie sie sind.</translation>
        </message>
        <message>
            <source>The transaction has ended before the query did.</source>
            <translation>Die Transaktion war vor der Abfrage zu Ende.</translation>
        </message>
        <message>
            <source>The recipe cannot be read: %1.</source>
            <translation>Das Rezept kann nicht gelesen werden: %1.</translation>
        </message>
        <message>
            <source>Check the file that [[recipes]] in arborist.toml names.</source>
            <translation>Die Datei prüfen, die [[recipes]] in arborist.toml nennt.</translation>
        </message>
        <message>
            <source>The section check must be one SELECT.</source>
            <translation>Der Abschnitt check muss ein einziges SELECT sein.</translation>
        </message>
        <message>
            <source>It lists the rows that need the repair, none when all is well.</source>
            <translation>Es listet die Zeilen auf, die die Reparatur brauchen, keine, wenn alles in Ordnung ist.</translation>
        </message>
        <message>
            <source>The section fix is empty.</source>
            <translation>Der Abschnitt fix ist leer.</translation>
        </message>
        <message>
            <source>Write the statements there.</source>
            <translation>Die Anweisungen dort eintragen.</translation>
        </message>
        <message>
            <source>A fix may INSERT, UPDATE, DELETE, MERGE and SELECT, nothing else.</source>
            <translation>Ein fix darf INSERT, UPDATE, DELETE, MERGE und SELECT enthalten, nichts sonst.</translation>
        </message>
        <message>
            <source>Checking: %1</source>
            <translation>Wird geprüft: %1</translation>
        </message>
        <message>
            <source>The fix leaves %1 of the rows that its check finds.</source>
            <translation>Der fix lässt %1 der Zeilen übrig, die sein check findet.</translation>
        </message>
        <message>
            <source>Nothing was changed. Mend the recipe: after fix, check must find nothing.</source>
            <translation>Nichts wurde geändert. Das Rezept berichtigen: nach fix darf check nichts finden.</translation>
        </message>
        <message>
            <source>There is no section “%1” in a recipe.</source>
            <translation>In einem Rezept gibt es keinen Abschnitt „%1“.</translation>
        </message>
        <message>
            <source>A recipe has the sections check and fix.</source>
            <translation>Ein Rezept hat die Abschnitte check und fix.</translation>
        </message>
        <message>
            <source>Re-attach orphans below the nearest ancestor that their path names, else make them roots</source>
            <translation>Waisen an den nächsten Vorfahren anhängen, den ihr Pfad nennt, sonst zu Wurzeln machen</translation>
        </message>
        <message>
            <source>Make orphans roots</source>
            <translation>Waisen zu Wurzeln machen</translation>
        </message>
        <message>
            <source>Delete orphans with their subtrees</source>
            <translation>Waisen mit ihren Teilbäumen löschen</translation>
        </message>
        <message>
            <source>Make items that are their own parents roots</source>
            <translation>Einträge, die sich selbst übergeordnet sind, zu Wurzeln machen</translation>
        </message>
        <message>
            <source>Cut each cycle at one edge</source>
            <translation>Jeden Zyklus an einer Kante auftrennen</translation>
        </message>
        <message>
            <source>Take items out of other organizations' trees</source>
            <translation>Einträge aus den Bäumen anderer Organisationen herausnehmen</translation>
        </message>
        <message>
            <source>Give siblings positions of their own</source>
            <translation>Geschwistereinträgen eigene Positionen geben</translation>
        </message>
        <message>
            <source>Correct stored depths</source>
            <translation>Gespeicherte Tiefen berichtigen</translation>
        </message>
        <message>
            <source>Correct stored paths</source>
            <translation>Gespeicherte Pfade berichtigen</translation>
        </message>
        <message>
            <source>Correct child counts</source>
            <translation>Anzahlen der Kinder berichtigen</translation>
        </message>
        <message>
            <source>Correct item counts</source>
            <translation>Anzahlen der Einträge berichtigen</translation>
        </message>
        <message>
            <source>Correct done counts</source>
            <translation>Anzahlen der erledigten Einträge berichtigen</translation>
        </message>
        <message>
            <source>Correct estimate sums</source>
            <translation>Schätzungssummen berichtigen</translation>
        </message>
        <message>
            <source>Correct stored progress</source>
            <translation>Gespeicherten Fortschritt berichtigen</translation>
        </message>
        <message>
            <source>Correct earliest starts</source>
            <translation>Früheste Starts berichtigen</translation>
        </message>
        <message>
            <source>Correct latest ends</source>
            <translation>Späteste Enden berichtigen</translation>
        </message>
        <message>
            <source>%1 refers to them (%2)</source>
            <translation>%1 verweist auf sie (%2)</translation>
        </message>
        <message>
            <source>%1 refers to them and has no primary key</source>
            <translation>%1 verweist auf sie und hat keinen Primärschlüssel</translation>
        </message>
        <message>
            <source>%1 would keep them from being put back</source>
            <translation>%1 würde ihre Wiederherstellung verhindern</translation>
        </message>
        <message>
            <source>items of other organizations lie below them</source>
            <translation>Einträge anderer Organisationen liegen darunter</translation>
        </message>
        <message>
            <source>rows that go with them refer to each other</source>
            <translation>Zeilen, die mit ihnen entfallen, verweisen aufeinander</translation>
        </message>
        <message>
            <source>Deleting orphans</source>
            <translation>Waisen werden gelöscht</translation>
        </message>
        <message>
            <source>Delete orphans and what goes with them</source>
            <translation>Waisen löschen und was mit ihnen entfällt</translation>
        </message>
        <message>
            <source>Clear references to orphans</source>
            <translation>Verweise auf Waisen leeren</translation>
        </message>
        <message>
            <source>Undo from the history: what each row held is kept in a journal before it is changed.</source>
            <translation>Rückgängig machen aus dem Verlauf: was jede Zeile enthielt, wird vor der Änderung in einem Journal aufbewahrt.</translation>
        </message>
        <message>
            <source>Orphans cannot be brought back: %1 lets no item be one again.</source>
            <translation>Waisen können nicht zurückgebracht werden: %1 lässt nicht zu, dass ein Eintrag wieder eine wird.</translation>
        </message>
        <message>
            <source>Clear references of %1 to them</source>
            <translation>Verweise von %1 auf sie leeren</translation>
        </message>
        <message>
            <source>Delete rows of %1 that go with them</source>
            <translation>Zeilen von %1 löschen, die mit ihnen entfallen</translation>
        </message>
        <message>
            <source>Leave orphans as they are: %1</source>
            <translation>Waisen lassen, wie sie sind: %1</translation>
        </message>
        <message>
            <source>Trigger %1 of %2 runs meanwhile</source>
            <translation>Trigger %1 von %2 läuft währenddessen</translation>
        </message>
        <message>
            <source>%1 is repaired together with D2.</source>
            <translation>%1 wird zusammen mit D2 repariert.</translation>
        </message>
        <message>
            <source>%1 is reported, not repaired.</source>
            <translation>%1 wird gemeldet, nicht repariert.</translation>
        </message>
        <message>
            <source>Kinds that can be repaired: %1.</source>
            <translation>Reparierbare Arten: %1.</translation>
        </message>
        <message>
            <source>Correct rows of %1</source>
            <translation>Zeilen von %1 berichtigen</translation>
        </message>
        <message>
            <source>Writing %1</source>
            <translation>%1 wird geschrieben</translation>
        </message>
        <message>
            <source>Scan %1 again</source>
            <translation>%1 erneut scannen</translation>
        </message>
        <message>
            <source>The scan afterwards finds nothing that is left.</source>
            <translation>Der Scan danach findet nichts, was übrig ist.</translation>
        </message>
        <message>
            <source>The scan afterwards finds, not part of this repair: %1.</source>
            <translation>Der Scan danach findet, nicht Teil dieser Reparatur: %1.</translation>
        </message>
        <message>
            <source>The server of %1 does not tell its identity to this role: nothing could be recognized later.</source>
            <translation>Der Server von %1 nennt dieser Rolle seine Identität nicht: später ließe sich nichts wiedererkennen.</translation>
        </message>
        <message>
            <source>%1 (%2) is now on record for %3.</source>
            <translation>%1 (%2) ist jetzt für %3 verzeichnet.</translation>
        </message>
        <message>
            <source>Commit arborist.lock, so that others know it too.</source>
            <translation>arborist.lock committen, damit auch andere sie kennen.</translation>
        </message>
        <message>
            <source>%1 (line %2)</source>
            <translation>%1 (Zeile %2)</translation>
        </message>
        <message>
            <source>%1* in %2 cannot be changed to that address: %3.</source>
            <translation>%1* in %2 können nicht auf diese Adresse geändert werden: %3.</translation>
        </message>
        <message>
            <source>Change them by hand in %1: %2.</source>
            <translation>Sie in %1 von Hand ändern: %2.</translation>
        </message>
        <message>
            <source>, </source>
            <translation>, </translation>
        </message>
        <message>
            <source>%1 and others</source>
            <translation>%1 und andere</translation>
        </message>
        <message>
            <source>PGSERVICE names a service, which says the rest</source>
            <translation>PGSERVICE nennt einen Dienst, der das Übrige angibt</translation>
        </message>
        <message>
            <source>there is no variable for %1</source>
            <translation>es gibt keine Variable für %1</translation>
        </message>
        <message>
            <source>they would say something else then</source>
            <translation>sie würden dann etwas anderes sagen</translation>
        </message>
        <message>
            <source>%1 is set neither in the environment nor in .env.</source>
            <translation>%1 ist weder in der Umgebung noch in .env gesetzt.</translation>
        </message>
        <message>
            <source>Add a line %1=postgresql://... to %2.</source>
            <translation>Eine Zeile %1=postgresql://... in %2 ergänzen.</translation>
        </message>
        <message>
            <source>%1, which should hold %2, does not exist.</source>
            <translation>%1, das %2 enthalten sollte, existiert nicht.</translation>
        </message>
        <message>
            <source>Create it with a line %1=postgresql://..., or name another file.</source>
            <translation>Mit einer Zeile %1=postgresql://... anlegen oder eine andere Datei nennen.</translation>
        </message>
        <message>
            <source>%1 is not set in %2.</source>
            <translation>%1 ist in %2 nicht gesetzt.</translation>
        </message>
        <message>
            <source>Add a line %1=postgresql://... to it.</source>
            <translation>Dort eine Zeile %1=postgresql://... ergänzen.</translation>
        </message>
        <message>
            <source>%1 does not hold the address of a PostgreSQL database.</source>
            <translation>%1 enthält nicht die Adresse einer PostgreSQL-Datenbank.</translation>
        </message>
        <message>
            <source>It should begin with postgresql:// or postgres://.</source>
            <translation>Sie sollte mit postgresql:// oder postgres:// beginnen.</translation>
        </message>
        <message>
            <source>... (host, database, user)</source>
            <translation>... (Host, Datenbank, Benutzer)</translation>
        </message>
        <message>
            <source>the url in arborist.toml</source>
            <translation>die URL in arborist.toml</translation>
        </message>
        <message>
            <source>"env:" is not followed by the name of a variable.</source>
            <translation>auf "env:" folgt kein Name einer Variablen.</translation>
        </message>
        <message>
            <source>Write env:NAME, or env:NAME@.env.staging.</source>
            <translation>env:NAME oder env:NAME@.env.staging schreiben.</translation>
        </message>
        <message>
            <source>a string</source>
            <translation>eine Zeichenkette</translation>
        </message>
        <message>
            <source>an integer</source>
            <translation>eine ganze Zahl</translation>
        </message>
        <message>
            <source>a decimal number</source>
            <translation>eine Dezimalzahl</translation>
        </message>
        <message>
            <source>true or false</source>
            <translation>true oder false</translation>
        </message>
        <message>
            <source>a date or time</source>
            <translation>ein Datum oder eine Uhrzeit</translation>
        </message>
        <message>
            <source>a list</source>
            <translation>eine Liste</translation>
        </message>
        <message>
            <source>a table</source>
            <translation>eine Tabelle</translation>
        </message>
        <message>
            <source>Known: %1.</source>
            <translation>Bekannt: %1.</translation>
        </message>
        <message>
            <source>Did you mean "%1"? %2</source>
            <translation>Ist "%1" gemeint? %2</translation>
        </message>
        <message>
            <source>The value of %1 cannot be written into %2.</source>
            <translation>Der Wert von %1 kann nicht in %2 geschrieben werden.</translation>
        </message>
        <message>
            <source>Write it by hand, in line %1.</source>
            <translation>Ihn von Hand in Zeile %1 eintragen.</translation>
        </message>
        <message>
            <source>"%1" is not a name for a variable.</source>
            <translation>"%1" ist kein Name für eine Variable.</translation>
        </message>
        <message>
            <source>Use letters, digits and _.</source>
            <translation>Buchstaben, Ziffern und _ verwenden.</translation>
        </message>
        <message>
            <source>%1 was not written: %2.</source>
            <translation>%1 wurde nicht geschrieben: %2.</translation>
        </message>
        <message>
            <source>it is a link to %1, which does not exist</source>
            <translation>die Datei ist ein Link auf %1, das nicht existiert</translation>
        </message>
        <message>
            <source>Make that file, or take the link away.</source>
            <translation>Diese Datei anlegen oder den Link entfernen.</translation>
        </message>
        <message>
            <source>the folder %1 does not exist</source>
            <translation>der Ordner %1 existiert nicht</translation>
        </message>
        <message>
            <source>Make the folder first.</source>
            <translation>Zuerst den Ordner anlegen.</translation>
        </message>
        <message>
            <source>No copy of %1 could be kept: %2.</source>
            <translation>Von %1 konnte keine Kopie aufbewahrt werden: %2.</translation>
        </message>
        <message>
            <source>Check the space on the disk of %1. The file itself was not changed.</source>
            <translation>Den Platz auf dem Datenträger von %1 prüfen. Die Datei selbst wurde nicht geändert.</translation>
        </message>
        <message>
            <source>it has further names (hard links), which would keep the old text</source>
            <translation>die Datei hat weitere Namen (Hardlinks), die den alten Text behalten würden</translation>
        </message>
        <message>
            <source>Change it by hand, or make the other names symbolic links.</source>
            <translation>Sie von Hand ändern oder die anderen Namen zu symbolischen Links machen.</translation>
        </message>
        <message>
            <source>it belongs to another account or group, and would not any more</source>
            <translation>die Datei gehört einem anderen Konto oder einer anderen Gruppe, und das bliebe nicht so</translation>
        </message>
        <message>
            <source>Work as its owner, or change it by hand.</source>
            <translation>Als ihr Eigentümer arbeiten oder sie von Hand ändern.</translation>
        </message>
        <message>
            <source>its permissions could not be kept</source>
            <translation>die Rechte der Datei konnten nicht erhalten werden</translation>
        </message>
        <message>
            <source>Change it by hand.</source>
            <translation>Von Hand ändern.</translation>
        </message>
        <message>
            <source>Check the permissions of %1 and the space on its disk. The file is as it was.</source>
            <translation>Rechte von %1 und Platz auf dem Datenträger prüfen. Die Datei ist, wie sie war.</translation>
        </message>
        <message>
            <source>The file is not UTF-8, and cannot hold what is to be written.</source>
            <translation>Die Datei ist nicht UTF-8 und kann nicht aufnehmen, was geschrieben werden soll.</translation>
        </message>
        <message>
            <source>Save it as UTF-8 first.</source>
            <translation>Sie zuerst als UTF-8 speichern.</translation>
        </message>
        <message>
            <source>another program is writing it</source>
            <translation>ein anderes Programm schreibt gerade in die Datei</translation>
        </message>
        <message>
            <source>%1 has been changed since it was read; nothing was written.</source>
            <translation>%1 wurde seit dem Lesen geändert; nichts wurde geschrieben.</translation>
        </message>
        <message>
            <source>Look at it as it is now, and try again.</source>
            <translation>Den jetzigen Stand ansehen und erneut versuchen.</translation>
        </message>
        <message>
            <source>it cannot be removed</source>
            <translation>die Datei kann nicht entfernt werden</translation>
        </message>
        <message>
            <source>%1, the record of known databases, is of another version.</source>
            <translation>%1, das Verzeichnis bekannter Datenbanken, ist von einer anderen Version.</translation>
        </message>
        <message>
            <source>Open it with the version of Arborist that wrote it; or move it away, and every stage counts as seen for the first time.</source>
            <translation>Mit der Version von Arborist öffnen, die es geschrieben hat; oder es verschieben, dann gilt jede Stage als zum ersten Mal gesehen.</translation>
        </message>
        <message>
            <source>%1 and %2 lead to the same database, %3 (%4).</source>
            <translation>%1 und %2 führen zur selben Datenbank, %3 (%4).</translation>
        </message>
        <message>
            <source>A standby with the identity of the database of %1.</source>
            <translation>Ein Standby mit der Identität der Datenbank von %1.</translation>
        </message>
        <message>
            <source>Has the identity of the database of %1 but answers from %2: a copy of it, or the same server by another way.</source>
            <translation>Hat die Identität der Datenbank von %1, antwortet aber von %2: eine Kopie davon oder derselbe Server auf anderem Weg.</translation>
        </message>
        <message>
            <source>%2 is no stage of its project any more. If %1 has taken its place, accept it: arboristctl stages trust %1</source>
            <translation>%2 ist keine Stage ihres Projekts mehr. Hat %1 ihren Platz eingenommen, die Datenbank annehmen: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>Correct the address of %1, or work on %2 by its own name: --target %2</source>
            <translation>Die Adresse von %1 berichtigen oder mit %2 unter eigenem Namen arbeiten: --target %2</translation>
        </message>
        <message>
            <source>Correct the address of %1, or work on %2 in its own project: --workspace %3 --target %2</source>
            <translation>Die Adresse von %1 berichtigen oder mit %2 im eigenen Projekt arbeiten: --workspace %3 --target %2</translation>
        </message>
        <message>
            <source>%1 is protected.</source>
            <translation>%1 ist geschützt.</translation>
        </message>
        <message>
            <source>Connect to a server of your own.</source>
            <translation>Mit einem eigenen Server verbinden.</translation>
        </message>
        <message>
            <source>If it is a copy that may be changed, accept it: arboristctl stages trust %1</source>
            <translation>Ist es eine Kopie, die geändert werden darf, sie annehmen: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>The server does not tell its identity to this role, and the number of the database is that of %1.</source>
            <translation>Der Server nennt dieser Rolle seine Identität nicht, und die Nummer der Datenbank ist die von %1.</translation>
        </message>
        <message>
            <source>It is the database of %1.</source>
            <translation>Es ist die Datenbank von %1.</translation>
        </message>
        <message>
            <source>the scale of progress is 1 or 100.</source>
            <translation>die Skala des Fortschritts ist 1 oder 100.</translation>
        </message>
        <message>
            <source>there is no time zone "%1".</source>
            <translation>es gibt keine Zeitzone "%1".</translation>
        </message>
        <message>
            <source>Name it as in "Europe/Berlin" or "UTC".</source>
            <translation>Wie in "Europe/Berlin" oder "UTC" nennen.</translation>
        </message>
        <message>
            <source>"%1" is not a duration.</source>
            <translation>"%1" ist keine Dauer.</translation>
        </message>
        <message>
            <source>Write it as in "5 min", "90 s" or "1 h".</source>
            <translation>Wie in "5 min", "90 s" oder "1 h" schreiben.</translation>
        </message>
        <message>
            <source>a [[hierarchy]] needs its table.</source>
            <translation>eine [[hierarchy]] braucht ihre Tabelle.</translation>
        </message>
        <message>
            <source>Add a line like table = "public.items".</source>
            <translation>Eine Zeile wie table = "public.items" ergänzen.</translation>
        </message>
        <message>
            <source>"%1" is not the name of a table.</source>
            <translation>"%1" ist nicht der Name einer Tabelle.</translation>
        </message>
        <message>
            <source>Write it as in public.items, or with double quotes around names that contain a dot.</source>
            <translation>Wie in public.items schreiben, oder mit doppelten Anführungszeichen um Namen, die einen Punkt enthalten.</translation>
        </message>
        <message>
            <source>the hierarchy names what is done, but no status column.</source>
            <translation>die Hierarchie nennt, was erledigt ist, aber keine Statusspalte.</translation>
        </message>
        <message>
            <source>Add a line like status = "status".</source>
            <translation>Eine Zeile wie status = "status" ergänzen.</translation>
        </message>
        <message>
            <source>Qt runs without GLib (QT_NO_GLIB).</source>
            <translation>Qt läuft ohne GLib (QT_NO_GLIB).</translation>
        </message>
        <message>
            <source>Where there is none, put the address into a variable of .env, and write env:NAME.</source>
            <translation>Wo es keinen gibt: die Adresse in eine Variable von .env schreiben und env:NAME angeben.</translation>
        </message>
        <message>
            <source>The keychain cannot be asked for "%1": there is no D-Bus session.</source>
            <translation>Der Schlüsselbund kann nicht nach „%1“ gefragt werden: Es gibt keine D-Bus-Sitzung.</translation>
        </message>
        <message>
            <source>Run Arborist in a desktop session.</source>
            <translation>Arborist in einer Desktop-Sitzung starten.</translation>
        </message>
        <message>
            <source>The keychain cannot be asked for "%1": none runs in this session.</source>
            <translation>Der Schlüsselbund kann nicht nach „%1“ gefragt werden: In dieser Sitzung läuft keiner.</translation>
        </message>
        <message>
            <source>Install and start GNOME Keyring or KWallet.</source>
            <translation>GNOME Keyring oder KWallet installieren und starten.</translation>
        </message>
        <message>
            <source>The keychain is locked, and with it the entry "%1".</source>
            <translation>Der Schlüsselbund ist gesperrt, und mit ihm der Eintrag „%1“.</translation>
        </message>
        <message>
            <source>Unlock it (in Passwords and Keys or KWalletManager), and try again.</source>
            <translation>Ihn entsperren (in „Passwörter und Verschlüsselung“ oder KWalletManager) und erneut versuchen.</translation>
        </message>
        <message>
            <source>The keychain has no entry "%1" of Arborist.</source>
            <translation>Der Schlüsselbund hat keinen Eintrag „%1“ von Arborist.</translation>
        </message>
        <message>
            <source>Store the address there; you are asked for it: %1</source>
            <translation>Die Adresse dort ablegen; danach gefragt wird mit: %1</translation>
        </message>
        <message>
            <source>The keychain did not take the entry "%1".</source>
            <translation>Der Schlüsselbund hat den Eintrag „%1“ nicht angenommen.</translation>
        </message>
        <message>
            <source>The keychain did not give the entry "%1".</source>
            <translation>Der Schlüsselbund hat den Eintrag „%1“ nicht herausgegeben.</translation>
        </message>
        <message>
            <source>%1 needs system_identifier and database_oid.</source>
            <translation>%1 braucht system_identifier und database_oid.</translation>
        </message>
        <message>
            <source>"%1" is not a date and time.</source>
            <translation>"%1" ist kein Zeitpunkt aus Datum und Uhrzeit.</translation>
        </message>
        <message>
            <source>Write it as in "2026-03-01T09:12:00Z".</source>
            <translation>Wie in "2026-03-01T09:12:00Z" schreiben.</translation>
        </message>
        <message>
            <source>The entry of %1 in arborist.lock is written in a way that cannot be changed without harm to the rest.</source>
            <translation>Der Eintrag von %1 in arborist.lock ist so geschrieben, dass er sich nicht ohne Schaden für den Rest ändern lässt.</translation>
        </message>
        <message>
            <source>Take the entry out of arborist.lock, and try again.</source>
            <translation>Den Eintrag aus arborist.lock entfernen und erneut versuchen.</translation>
        </message>
        <message>
            <source>That is the address of %1, which could not be reached as it stands in the project: %2</source>
            <translation>Das ist die Adresse von %1; so wie sie im Projekt steht, war die Stage nicht zu erreichen: %2</translation>
        </message>
        <message>
            <source>Mend the stage, then name it: --target %1</source>
            <translation>Die Stage berichtigen, dann nennen: --target %1</translation>
        </message>
        <message>
            <source>%1 does not answer and is not on record: that %2 does not lead to its database is not known for sure.</source>
            <translation>%1 antwortet nicht und ist nicht verzeichnet: dass %2 nicht zu deren Datenbank führt, ist nicht sicher bekannt.</translation>
        </message>
        <message>
            <source>require_columns needs %1.</source>
            <translation>require_columns braucht %1.</translation>
        </message>
        <message>
            <source>Write { tables = ["reports"], columns = ["session_id"] }.</source>
            <translation>{ tables = ["reports"], columns = ["session_id"] } schreiben.</translation>
        </message>
        <message>
            <source>a recipe needs its %1.</source>
            <translation>einem Rezept fehlt %1.</translation>
        </message>
        <message>
            <source>there is a repair “%1” already.</source>
            <translation>es gibt bereits eine Reparatur „%1“.</translation>
        </message>
        <message>
            <source>Give the recipe another name.</source>
            <translation>Dem Rezept einen anderen Namen geben.</translation>
        </message>
        <message>
            <source>If that is meant, accept it: arboristctl stages trust %1</source>
            <translation>Ist das beabsichtigt, die Datenbank annehmen: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>%1 leads to another database than on record: %2 (%3) instead of %4.</source>
            <translation>%1 führt zu einer anderen Datenbank als verzeichnet: %2 (%3) statt %4.</translation>
        </message>
        <message>
            <source>The server is the same: the database may have been dropped and created again.</source>
            <translation>Der Server ist derselbe: die Datenbank wurde vielleicht gelöscht und neu angelegt.</translation>
        </message>
        <message>
            <source>Check the address of %1. If the database was replaced on purpose, accept it: arboristctl stages trust %1</source>
            <translation>Die Adresse von %1 prüfen. Wurde die Datenbank absichtlich ersetzt, sie annehmen: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>%1 was put on record with PostgreSQL %2 and answers as PostgreSQL %3 now: the server was upgraded, or is another one.</source>
            <translation>%1 wurde mit PostgreSQL %2 verzeichnet und antwortet jetzt als PostgreSQL %3: der Server wurde aktualisiert oder ist ein anderer.</translation>
        </message>
        <message>
            <source>If the server was upgraded, accept it: arboristctl stages trust %1</source>
            <translation>Wurde der Server aktualisiert, die Datenbank annehmen: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>The database on record, now at %1 instead of %2: a failover, or a copy.</source>
            <translation>Die verzeichnete Datenbank, jetzt auf %1 statt %2: ein Failover oder eine Kopie.</translation>
        </message>
        <message>
            <source>If it was a failover, add the address to those of %1 in arborist.toml (addresses), or accept it: arboristctl stages trust %1</source>
            <translation>War es ein Failover, die Adresse zu denen von %1 in arborist.toml (addresses) hinzufügen oder die Datenbank annehmen: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>The database on record.</source>
            <translation>Die verzeichnete Datenbank.</translation>
        </message>
        <message>
            <source>The database on record since %1.</source>
            <translation>Die seit %1 verzeichnete Datenbank.</translation>
        </message>
        <message>
            <source>First contact, and the server does not tell its identity to this role.</source>
            <translation>Erster Kontakt, und der Server nennt dieser Rolle seine Identität nicht.</translation>
        </message>
        <message>
            <source>First contact: %1 (%2) is now on record for %3.</source>
            <translation>Erster Kontakt: %1 (%2) ist jetzt für %3 verzeichnet.</translation>
        </message>
        <message>
            <source>this machine</source>
            <translation>diesem Rechner</translation>
        </message>
        <message>
            <source>%1, port %2</source>
            <translation>%1, Port %2</translation>
        </message>
        <message>
            <source>Connect with a role that may ask for it, or let it be granted: GRANT EXECUTE ON FUNCTION pg_control_system() TO the role</source>
            <translation>Mit einer Rolle verbinden, die danach fragen darf, oder es gewähren lassen: GRANT EXECUTE ON FUNCTION pg_control_system() TO der Rolle</translation>
        </message>
        <message>
            <source>The server does not tell its identity to this role: nobody knows whether it is still the database of %1 on record.</source>
            <translation>Der Server nennt dieser Rolle seine Identität nicht: niemand weiß, ob es noch die verzeichnete Datenbank von %1 ist.</translation>
        </message>
        <message>
            <source>%1 was protected when its database was put on record, and the workspace file protects it less now.</source>
            <translation>%1 war geschützt, als die Datenbank verzeichnet wurde, und die Datei des Arbeitsbereichs schützt die Stage jetzt weniger.</translation>
        </message>
        <message>
            <source>The server does not tell its identity to this role: only address and number of the database are those on record.</source>
            <translation>Der Server nennt dieser Rolle seine Identität nicht: nur Adresse und Nummer der Datenbank sind die verzeichneten.</translation>
        </message>
        <message>
            <source>The database on record, but its server at %1 is a standby now: it takes no changes.</source>
            <translation>Die verzeichnete Datenbank, aber ihr Server auf %1 ist jetzt ein Standby: dort sind keine Änderungen möglich.</translation>
        </message>
        <message>
            <source>%1 was put on record as a standby, and takes changes now: it was promoted.</source>
            <translation>%1 wurde als Standby verzeichnet und lässt jetzt Änderungen zu: der Server wurde hochgestuft.</translation>
        </message>
        <message>
            <source>"%1" is not a rule of the policy: "%2".</source>
            <translation>"%1" ist keine Regel der Richtlinie: "%2".</translation>
        </message>
        <message>
            <source>Write subject, environment and caller in one quoted key, as in "destructive.staging.pipeline". Here goes one of: %1.</source>
            <translation>Gegenstand, Umgebung und Aufrufer in einen einzigen Schlüssel in Anführungszeichen schreiben, wie in "destructive.staging.pipeline". Hierher gehört eines von: %1.</translation>
        </message>
        <message>
            <source>"%1" would be laxer than the policy's own rule, and %2 is protected.</source>
            <translation>"%1" wäre lockerer als die eigene Regel der Richtlinie, und %2 ist geschützt.</translation>
        </message>
        <message>
            <source>Take the line out, or write a stricter value: type-name or refuse.</source>
            <translation>Die Zeile entfernen oder einen strengeren Wert schreiben: type-name oder refuse.</translation>
        </message>
        <message>
            <source>"%1" is not a rule of the policy.</source>
            <translation>"%1" ist keine Regel der Richtlinie.</translation>
        </message>
        <message>
            <source>Write "destructive.staging.pipeline".</source>
            <translation>"destructive.staging.pipeline" schreiben.</translation>
        </message>
        <message>
            <source>Change rows</source>
            <translation>Zeilen ändern</translation>
        </message>
        <message>
            <source>Delete rows</source>
            <translation>Zeilen löschen</translation>
        </message>
        <message>
            <source>Migrate</source>
            <translation>Migrieren</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>Zurücksetzen</translation>
        </message>
        <message>
            <source>A backup comes before changes and cannot be left out; where a run's journal keeps everything, it takes its place.</source>
            <translation>Vor Änderungen kommt eine Sicherung, die nicht weggelassen werden kann; wo das Journal eines Laufs alles aufbewahrt, tritt es an ihre Stelle.</translation>
        </message>
        <message>
            <source>A backup comes before changes unless it is declined; where a run's journal keeps everything, it takes its place.</source>
            <translation>Vor Änderungen kommt eine Sicherung, sofern sie nicht abgelehnt wird; wo das Journal eines Laufs alles aufbewahrt, tritt es an ihre Stelle.</translation>
        </message>
        <message>
            <source>The workspace file has rules of its own ([policy] in arborist.toml).</source>
            <translation>Die Datei des Arbeitsbereichs hat eigene Regeln ([policy] in arborist.toml).</translation>
        </message>
        <message>
            <source>Allowed</source>
            <translation>Erlaubt</translation>
        </message>
        <message>
            <source>Confirmed</source>
            <translation>Mit Bestätigung</translation>
        </message>
        <message>
            <source>Name typed</source>
            <translation>Mit Eingabe des Namens</translation>
        </message>
        <message>
            <source>Mandatory</source>
            <translation>Verpflichtend</translation>
        </message>
        <message>
            <source>%1 is read only: nothing is changed there. The workspace file says so (read_only); choose another stage.</source>
            <translation>%1 ist nur lesend: dort wird nichts geändert. So steht es in der Datei des Arbeitsbereichs (read_only); eine andere Stage wählen.</translation>
        </message>
        <message>
            <source>%1 is protected: nothing is deleted there from a desk. Let a pipeline do it, with --confirm %1.</source>
            <translation>%1 ist geschützt: dort wird von einem Arbeitsplatz aus nichts gelöscht. Das einer Pipeline überlassen, mit --confirm %1.</translation>
        </message>
        <message>
            <source>%1 is a production stage, and nobody resets one. Restore a backup beside it, or purge one organization.</source>
            <translation>%1 ist eine Produktions-Stage, und niemand setzt eine solche zurück. Eine Sicherung daneben wiederherstellen oder eine einzelne Organisation löschen.</translation>
        </message>
        <message>
            <source>%1 is a production stage, and nobody seeds one. Import the rows that are meant for it.</source>
            <translation>%1 ist eine Produktions-Stage, und niemand befüllt eine solche. Die Zeilen importieren, die für sie bestimmt sind.</translation>
        </message>
        <message>
            <source>Nobody knows what kind of environment %1 is, and something would be lost. Make it a stage of a project, with its environment in arborist.toml; or work on the machine of the database, over its socket or loopback.</source>
            <translation>Niemand weiß, welche Art von Umgebung %1 ist, und etwas ginge verloren. Sie in arborist.toml mit ihrer Umgebung zur Stage eines Projekts machen; oder auf dem Rechner der Datenbank arbeiten, über ihren Socket oder Loopback.</translation>
        </message>
        <message>
            <source>The workspace file refuses “%1” on %2 ([policy] in arborist.toml).</source>
            <translation>Die Datei des Arbeitsbereichs lehnt „%1“ auf %2 ab ([policy] in arborist.toml).</translation>
        </message>
        <message>
            <source>A pipeline is told by the variables of its service, such as CI.</source>
            <translation>Eine Pipeline wird an den Variablen ihres Dienstes erkannt, etwa CI.</translation>
        </message>
        <message>
            <source>A yes.</source>
            <translation>Ein Ja.</translation>
        </message>
        <message>
            <source>A yes is enough: for %1, which is for tests, this plan is only a warning.</source>
            <translation>Ein Ja genügt: für %1, das für Tests da ist, ist dieser Plan nur eine Warnung.</translation>
        </message>
        <message>
            <source>A yes is enough: for %1, which is for development, this plan is only a warning.</source>
            <translation>Ein Ja genügt: für %1, das der Entwicklung dient, ist dieser Plan nur eine Warnung.</translation>
        </message>
        <message>
            <source>The name %1, typed: it is production.</source>
            <translation>Eingabe des Namens %1: es ist Produktion.</translation>
        </message>
        <message>
            <source>The name %1, typed: the stage is protected.</source>
            <translation>Eingabe des Namens %1: die Stage ist geschützt.</translation>
        </message>
        <message>
            <source>The name %1, typed.</source>
            <translation>Eingabe des Namens %1.</translation>
        </message>
        <message>
            <source>The name %1, typed: something will be lost.</source>
            <translation>Eingabe des Namens %1: etwas geht verloren.</translation>
        </message>
        <message>
            <source>No backup first: the journal keeps all of it.</source>
            <translation>Zuvor keine Sicherung: das Journal bewahrt alles auf.</translation>
        </message>
        <message>
            <source>No backup first: the run keeps what it replaces until it has expired.</source>
            <translation>Zuvor keine Sicherung: der Lauf bewahrt auf, was er ersetzt, bis er abgelaufen ist.</translation>
        </message>
        <message>
            <source>A backup is made first; it cannot be left out.</source>
            <translation>Zuvor wird eine Sicherung erstellt; sie kann nicht weggelassen werden.</translation>
        </message>
        <message>
            <source>A backup is made first.</source>
            <translation>Zuvor wird eine Sicherung erstellt.</translation>
        </message>
        <message>
            <source>It is an empty object.</source>
            <translation>Es ist ein leeres Objekt.</translation>
        </message>
        <message>
            <source>Its keys: %1.</source>
            <translation>Seine Schlüssel: %1.</translation>
        </message>
        <message>
            <source>The %1 does not hold the address of a PostgreSQL database.</source>
            <translation>Das %1 enthält nicht die Adresse einer PostgreSQL-Datenbank.</translation>
        </message>
        <message>
            <source>It should begin with postgresql:// or postgres://, or be a JSON object.</source>
            <translation>Es sollte mit postgresql:// oder postgres:// beginnen oder ein JSON-Objekt sein.</translation>
        </message>
        <message>
            <source>libpq cannot read the address in the %1.</source>
            <translation>libpq kann die Adresse im %1 nicht lesen.</translation>
        </message>
        <message>
            <source>Encode special characters of user and password in percent (@ is %40).</source>
            <translation>Sonderzeichen in Benutzer und Passwort prozentkodieren (@ ist %40).</translation>
        </message>
        <message>
            <source>The %1 is of another kind of database (engine %2).</source>
            <translation>Das %1 gehört zu einer anderen Art von Datenbank (Engine %2).</translation>
        </message>
        <message>
            <source>Name the secret of a PostgreSQL database.</source>
            <translation>Das Secret einer PostgreSQL-Datenbank nennen.</translation>
        </message>
        <message>
            <source>The %1 names neither an address nor a host.</source>
            <translation>Das %1 nennt weder eine Adresse noch einen Host.</translation>
        </message>
        <message>
            <source>Give it a key DATABASE_URL, or host, port, username, password and dbname; or name one of its keys: #key.</source>
            <translation>Ihm einen Schlüssel DATABASE_URL geben oder host, port, username, password und dbname; oder einen seiner Schlüssel nennen: #key.</translation>
        </message>
        <message>
            <source>The %1 is no JSON object, so it has no key "%2".</source>
            <translation>Das %1 ist kein JSON-Objekt und hat daher keinen Schlüssel "%2".</translation>
        </message>
        <message>
            <source>Leave out #%1.</source>
            <translation>#%1 weglassen.</translation>
        </message>
        <message>
            <source>The %1 has no text under the key "%2".</source>
            <translation>Das %1 hat unter dem Schlüssel "%2" keinen Text.</translation>
        </message>
        <message>
            <source>"%1" is a kind of reference that this version does not follow.</source>
            <translation>"%1" ist eine Art von Verweis, der diese Version nicht folgt.</translation>
        </message>
        <message>
            <source>Put the address into a variable of .env, and write env:NAME for it.</source>
            <translation>Die Adresse in eine Variable von .env setzen und env:NAME dafür schreiben.</translation>
        </message>
        <message>
            <source>entry %1 of the keychain</source>
            <translation>Eintrag %1 des Schlüsselbunds</translation>
        </message>
        <message>
            <source>profile %1</source>
            <translation>Profil %1</translation>
        </message>
        <message>
            <source>secret %1 in AWS Secrets Manager</source>
            <translation>Secret %1 in AWS Secrets Manager</translation>
        </message>
        <message>
            <source>"%1" cannot be the name of an entry.</source>
            <translation>„%1“ kann kein Name eines Eintrags sein.</translation>
        </message>
        <message>
            <source>Take letters, digits, dots, dashes and slashes.</source>
            <translation>Buchstaben, Ziffern, Punkte, Bindestriche und Schrägstriche verwenden.</translation>
        </message>
        <message>
            <source>"%1" is not a name for a stage.</source>
            <translation>"%1" ist kein Name für eine Stage.</translation>
        </message>
        <message>
            <source>Use letters, digits, dashes and dots: it is typed on the command line and to confirm.</source>
            <translation>Buchstaben, Ziffern, Bindestriche und Punkte verwenden: er wird auf der Befehlszeile und zur Bestätigung eingegeben.</translation>
        </message>
        <message>
            <source>arborist.toml does not declare the stage %1.</source>
            <translation>In arborist.toml ist die Stage %1 nicht angegeben.</translation>
        </message>
        <message>
            <source>It comes from a .env file: change that file, or add the stage first.</source>
            <translation>Sie stammt aus einer .env-Datei: diese Datei ändern oder die Stage zuerst hinzufügen.</translation>
        </message>
        <message>
            <source>arborist.toml is written in a way that is not changed here.</source>
            <translation>arborist.toml ist in einer Form geschrieben, die hier nicht geändert wird.</translation>
        </message>
        <message>
            <source>Give the stage a table of its own, [stages.NAME], or change the file by hand.</source>
            <translation>Der Stage eine eigene Tabelle geben, [stages.NAME], oder die Datei von Hand ändern.</translation>
        </message>
        <message>
            <source>%1 %2.</source>
            <translation>%1 %2.</translation>
        </message>
        <message>
            <source>does not exist</source>
            <translation>existiert nicht</translation>
        </message>
        <message>
            <source>Create it, or name another file.</source>
            <translation>Anlegen oder eine andere Datei nennen.</translation>
        </message>
        <message>
            <source>is not a regular file</source>
            <translation>ist keine gewöhnliche Datei</translation>
        </message>
        <message>
            <source>Name a text file.</source>
            <translation>Eine Textdatei nennen.</translation>
        </message>
        <message>
            <source>is larger than %1 and is not read</source>
            <translation>ist größer als %1 und wird nicht gelesen</translation>
        </message>
        <message>
            <source>Check the disk.</source>
            <translation>Den Datenträger prüfen.</translation>
        </message>
        <message>
            <source>is not a UTF-8 text file</source>
            <translation>ist keine UTF-8-Textdatei</translation>
        </message>
        <message>
            <source>The stage %1 has no address.</source>
            <translation>Die Stage %1 hat keine Adresse.</translation>
        </message>
        <message>
            <source>%1 names no database.</source>
            <translation>%1 nennt keine Datenbank.</translation>
        </message>
        <message>
            <source>Add a line DB_CONNECTION_STRING=postgresql://... to %1, declare [stages.local] in arborist.toml, or give the URL of a database instead of a folder.</source>
            <translation>Eine Zeile DB_CONNECTION_STRING=postgresql://... in %1 ergänzen, [stages.local] in arborist.toml angeben oder die URL einer Datenbank statt eines Ordners angeben.</translation>
        </message>
        <message>
            <source>nothing follows "%1".</source>
            <translation>auf "%1" folgt nichts.</translation>
        </message>
        <message>
            <source>the url is neither a reference nor the address of a PostgreSQL database.</source>
            <translation>die URL ist weder ein Verweis noch die Adresse einer PostgreSQL-Datenbank.</translation>
        </message>
        <message>
            <source>Write env:NAME, env:NAME@FILE, keychain:NAME, aws-secret:ID, neon:PROJECT/BRANCH or postgresql://host/database.</source>
            <translation>env:NAME, env:NAME@FILE, keychain:NAME, aws-secret:ID, neon:PROJECT/BRANCH oder postgresql://host/database schreiben.</translation>
        </message>
        <message>
            <source>the url holds a password, and this file is no place for one.</source>
            <translation>die URL enthält ein Passwort, und diese Datei ist kein Ort dafür.</translation>
        </message>
        <message>
            <source>Put the whole URL into a variable of .env, and write env:NAME here.</source>
            <translation>Die ganze URL in eine Variable von .env setzen und hier env:NAME schreiben.</translation>
        </message>
        <message>
            <source>unknown key %1.</source>
            <translation>unbekannter Schlüssel %1.</translation>
        </message>
        <message>
            <source>%1 is empty.</source>
            <translation>%1 ist leer.</translation>
        </message>
        <message>
            <source>Give it a value, or leave the line out.</source>
            <translation>Einen Wert angeben oder die Zeile weglassen.</translation>
        </message>
        <message>
            <source>%1 must be between %2 and %3.</source>
            <translation>%1 muss zwischen %2 und %3 liegen.</translation>
        </message>
        <message>
            <source>a list of strings</source>
            <translation>eine Liste von Zeichenketten</translation>
        </message>
        <message>
            <source>a list of tables, each under [[%1]]</source>
            <translation>eine Liste von Tabellen, jede unter [[%1]]</translation>
        </message>
        <message>
            <source>a list of tables</source>
            <translation>eine Liste von Tabellen</translation>
        </message>
        <message>
            <source>%1 cannot be "%2".</source>
            <translation>%1 kann nicht "%2" sein.</translation>
        </message>
        <message>
            <source>%1 must be %2, not %3.</source>
            <translation>%1 muss %2 sein, nicht %3.</translation>
        </message>
        <message>
            <source>"%1" in %2</source>
            <translation>"%1" in %2</translation>
        </message>
        <message>
            <source>the value of %1 refers to itself.</source>
            <translation>der Wert von %1 verweist auf sich selbst.</translation>
        </message>
        <message>
            <source>Put a value with a dollar sign in single quotes.</source>
            <translation>Einen Wert mit Dollarzeichen in einfache Anführungszeichen setzen.</translation>
        </message>
        <message>
            <source>the defaults in the value of %1 are nested too deeply.</source>
            <translation>die Vorgaben im Wert von %1 sind zu tief verschachtelt.</translation>
        </message>
        <message>
            <source>the value of %1 grows without bound.</source>
            <translation>der Wert von %1 wächst ohne Grenze.</translation>
        </message>
        <message>
            <source>the value of %1 has ${ without a closing brace.</source>
            <translation>im Wert von %1 steht ${ ohne schließende Klammer.</translation>
        </message>
        <message>
            <source>%1 needs %2, which is not set.</source>
            <translation>%1 braucht %2, das nicht gesetzt ist.</translation>
        </message>
        <message>
            <source># Which databases the protected stages of this project are. Written by "arboristctl stages trust"; commit it with the project.</source>
            <translation># Zu welchen Datenbanken die geschützten Stages dieses Projekts führen. Geschrieben von "arboristctl stages trust"; mit dem Projekt committen.</translation>
        </message>
        <message>
            <source>this line is not NAME=value.</source>
            <translation>diese Zeile ist nicht NAME=value.</translation>
        </message>
        <message>
            <source>Start it with # if it is a comment; put a value of several lines in quotes.</source>
            <translation>Einen Kommentar mit # beginnen; einen mehrzeiligen Wert in Anführungszeichen setzen.</translation>
        </message>
        <message>
            <source>the quote that opens the value of %1 is never closed.</source>
            <translation>das öffnende Anführungszeichen des Werts von %1 wird nie geschlossen.</translation>
        </message>
        <message>
            <source>Close it, or put the value in quotes of another kind.</source>
            <translation>Es schließen oder den Wert in Anführungszeichen anderer Art setzen.</translation>
        </message>
        <message>
            <source>the value of %1 goes on after its closing quote.</source>
            <translation>der Wert von %1 geht nach dem schließenden Anführungszeichen weiter.</translation>
        </message>
        <message>
            <source>Write a quote inside of a value as \", or put the value in quotes of another kind.</source>
            <translation>Ein Anführungszeichen in einem Wert als \" schreiben oder den Wert in Anführungszeichen anderer Art setzen.</translation>
        </message>
        <message>
            <source>The folder %1 does not exist.</source>
            <translation>Der Ordner %1 existiert nicht.</translation>
        </message>
        <message>
            <source>Give the folder of a project, or the URL of a database.</source>
            <translation>Den Ordner eines Projekts oder die URL einer Datenbank angeben.</translation>
        </message>
        <message>
            <source>%1 is not a folder.</source>
            <translation>%1 ist kein Ordner.</translation>
        </message>
        <message>
            <source>The folder %1 cannot be read.</source>
            <translation>Der Ordner %1 kann nicht gelesen werden.</translation>
        </message>
        <message>
            <source>Check the permissions of the folder.</source>
            <translation>Die Rechte des Ordners prüfen.</translation>
        </message>
        <message>
            <source>the given URL</source>
            <translation>die angegebene URL</translation>
        </message>
        <message>
            <source>No address: neither a url in arborist.toml nor a file .env.%1.</source>
            <translation>Keine Adresse: weder eine URL in arborist.toml noch eine Datei .env.%1.</translation>
        </message>
        <message>
            <source>No backup was made before the run %1.</source>
            <translation>Vor dem Lauf %1 wurde keine Sicherung erstellt.</translation>
        </message>
        <message>
            <source>The backup that was made before the run %1 is gone: %2</source>
            <translation>Die Sicherung, die vor dem Lauf %1 erstellt wurde, ist nicht mehr da: %2</translation>
        </message>
        <message>
            <source>Restore another one: arboristctl backups</source>
            <translation>Eine andere wiederherstellen: arboristctl backups</translation>
        </message>
        <message>
            <source>The run %1 is still under way on the server.</source>
            <translation>Der Lauf %1 ist auf dem Server noch im Gange.</translation>
        </message>
        <message>
            <source>The run %1 has put no database aside.</source>
            <translation>Der Lauf %1 hat keine Datenbank beiseitegelegt.</translation>
        </message>
        <message>
            <source>%1: %2, made %3 before “%4”</source>
            <translation>%1: %2, erstellt %3 vor „%4“</translation>
        </message>
        <message>
            <source>There is no backup %1 any more.</source>
            <translation>Es gibt keine Sicherung %1 mehr.</translation>
        </message>
        <message>
            <source>Only backups in %1 are deleted here.</source>
            <translation>Nur Sicherungen in %1 werden hier gelöscht.</translation>
        </message>
        <message>
            <source>%1 (%2), made %3: nothing brings it back.</source>
            <translation>%1 (%2), erstellt %3: nichts bringt sie zurück.</translation>
        </message>
        <message>
            <source>The run %1 was cut off before it changed anything.</source>
            <translation>Der Lauf %1 wurde unterbrochen, bevor er etwas änderte.</translation>
        </message>
        <message>
            <source>There is nothing to take back; what it had written of its archive has been removed.</source>
            <translation>Es gibt nichts zurückzunehmen; was er von seinem Archiv geschrieben hatte, wurde entfernt.</translation>
        </message>
        <message>
            <source>There is no statement in the down script of %1: it would take nothing back but the record.</source>
            <translation>Im Down-Skript von %1 steht keine Anweisung: es würde nur den Vermerk zurücknehmen.</translation>
        </message>
        <message>
            <source>Write by hand what takes it back; until then a backup made before it does.</source>
            <translation>Von Hand schreiben, was sie zurücknimmt; bis dahin tut es eine zuvor erstellte Sicherung.</translation>
        </message>
        <message>
            <source>Migrations of %1 hold their way back themselves.</source>
            <translation>Migrationen von %1 enthalten ihren Rückweg selbst.</translation>
        </message>
        <message>
            <source>Write it there.</source>
            <translation>Ihn dort eintragen.</translation>
        </message>
        <message>
            <source>The run %1 applied no migration: there is nothing to take back.</source>
            <translation>Der Lauf %1 hat keine Migration angewendet: es gibt nichts zurückzunehmen.</translation>
        </message>
        <message>
            <source>That is not the address of a PostgreSQL database.</source>
            <translation>Das ist nicht die Adresse einer PostgreSQL-Datenbank.</translation>
        </message>
        <message>
            <source>It begins with postgresql:// or postgres://.</source>
            <translation>Sie beginnt mit postgresql:// oder postgres://.</translation>
        </message>
    </context>
</TS>
