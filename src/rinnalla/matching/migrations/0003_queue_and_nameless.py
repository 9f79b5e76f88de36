"""A proposal for a whole queue, kept a week; and a need told to other regions without a name, with their answers (R18).

Four new tables, empty: no live person's row changes. Old code can run beside them, since it does not know them.
Backwards the proposals, needs and answers are lost; each can be made again.
"""

import django.db.models.deletion
import rinnalla.base.clock
import rinnalla.base.codes
import rinnalla.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('asks', '0001_initial'),
        ('associations', '0001_initial'),
        ('matching', '0002_weighings'),
        ('supporters', '0002_given_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NamelessNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=rinnalla.base.codes.new_code, editable=False, max_length=16, unique=True)),
                ('made_at', models.DateTimeField(default=rinnalla.base.clock.now)),
                ('drawn_from', models.CharField(default='', editable=False, max_length=64)),
                ('told', rinnalla.vault.fields.Sealed(grade='P3')),
                ('ask', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='nameless_need', to='asks.ask')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='QueueProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=rinnalla.base.codes.new_code, editable=False, max_length=16, unique=True)),
                ('is_whole', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(default=rinnalla.base.clock.now)),
                ('weights_version', models.CharField(max_length=10)),
                ('waiting', models.PositiveIntegerField()),
                ('served', models.PositiveIntegerField()),
                ('holds', models.BooleanField()),
                ('groups', models.JSONField(default=list)),
                ('association', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='associations.association')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='QueueLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=rinnalla.base.codes.new_code, editable=False, max_length=16, unique=True)),
                ('stage', models.CharField(choices=[('open', 'waits for a decision'), ('taken', 'was taken'), ('left', 'was left'), ('gone', 'no longer holds'), ('without', 'nobody for them today')], default='open', max_length=7)),
                ('drawn_from', models.CharField(default='', editable=False, max_length=64)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reasons', rinnalla.vault.fields.Sealed(grade='P3')),
                ('ask', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='asks.ask')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supporter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='supporters.supporter')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='matching.queueproposal')),
            ],
        ),
        migrations.CreateModel(
            name='NamelessAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=rinnalla.base.codes.new_code, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(choices=[('someone', 'has someone'), ('not-now', 'not now')], max_length=7)),
                ('at', models.DateTimeField(default=rinnalla.base.clock.now)),
                ('association', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='associations.association')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supporter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='supporters.supporter')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='matching.namelessneed')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('need', 'association'), name='nameless_answer_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'someone'), ('supporter__isnull', False)), models.Q(('kind', 'not-now'), ('supporter', None)), _connector='OR'), name='nameless_answer_names_someone')],
            },
        ),
        migrations.AddConstraint(
            model_name='queueproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('is_whole', False)), fields=('association',), name='queue_one_per_association'),
        ),
        migrations.AddConstraint(
            model_name='queueproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('association', None), ('is_whole', False)), fields=('is_whole',), name='queue_one_of_the_union'),
        ),
        migrations.AddConstraint(
            model_name='queueproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('is_whole', True)), fields=('is_whole',), name='queue_one_whole'),
        ),
        migrations.AddConstraint(
            model_name='queueline',
            constraint=models.UniqueConstraint(fields=('proposal', 'ask'), name='queue_line_once_per_ask'),
        ),
        migrations.AddConstraint(
            model_name='queueline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'without'), ('supporter', None)), models.Q(models.Q(('stage', 'without'), _negated=True), ('supporter__isnull', False)), _connector='OR'), name='queue_line_without_has_nobody'),
        ),
    ]
