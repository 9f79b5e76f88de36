"""Tables for questions about lines, exceptional openings and weekly counts. New tables only: old code runs beside it."""

import django.db.models.deletion
import rinnalla.base.clock
import rinnalla.base.codes
import rinnalla.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('associations', '0001_initial'),
        ('privacy', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Week',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('people', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField(default=rinnalla.base.clock.now)),
            ],
            options={
                'ordering': ['-day'],
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=rinnalla.base.codes.new_code, editable=False, max_length=16, unique=True)),
                ('ground', models.CharField(choices=[('danger', 'danger to life or health'), ('away', 'the colleague who has it in care cannot be reached'), ('wished', 'the person has asked for it'), ('fault', 'a concern or a fault is being looked into')], max_length=8)),
                ('opened_at', models.DateTimeField(default=rinnalla.base.clock.now)),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('verdict', models.CharField(blank=True, choices=[('seen', 'I have looked at this, and it was needed'), ('questioned', 'I question this; the union looks into it')], default='', max_length=10)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('reason', rinnalla.vault.fields.Sealed(grade='P3')),
                ('remark', rinnalla.vault.fields.Sealed(grade='P3')),
                ('association', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='associations.association')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to=settings.AUTH_USER_MODEL)),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-opened_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('seen_at', None)), fields=['association'], name='opening_unseen')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('by',), name='opening_one_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('seen_at', None), ('verdict', '')), models.Q(models.Q(('verdict', ''), _negated=True), ('seen_at__isnull', False)), _connector='OR'), name='opening_seen_says_when')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=rinnalla.base.codes.new_code, editable=False, max_length=16, unique=True)),
                ('line', models.BigIntegerField()),
                ('looked_by', models.CharField(blank=True, default='', max_length=32)),
                ('asked_at', models.DateTimeField(default=rinnalla.base.clock.now)),
                ('due', models.DateField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('union_told_at', models.DateTimeField(blank=True, null=True)),
                ('question', rinnalla.vault.fields.Sealed(grade='P3')),
                ('reply', rinnalla.vault.fields.Sealed(grade='P3')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='associations.association')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('answered_at', None)), fields=['association', 'due'], name='question_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('person', 'line'), name='question_one_open_per_line')],
            },
        ),
        migrations.CreateModel(
            name='Outlier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=rinnalla.base.codes.new_code, editable=False, max_length=16, unique=True)),
                ('role', models.CharField(max_length=40)),
                ('reads', models.PositiveIntegerField()),
                ('cases', models.PositiveIntegerField()),
                ('usual', models.PositiveIntegerField()),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('note', rinnalla.vault.fields.Sealed(grade='P2')),
                ('looked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('week', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outliers', to='privacy.week')),
            ],
            options={
                'ordering': ['-week__day', '-reads', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('week', 'person'), name='outlier_once_a_week')],
            },
        ),
    ]
